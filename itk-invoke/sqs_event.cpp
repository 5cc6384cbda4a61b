#include "itk-invoke/sqs_event.h"

#include <fmt/core.h>

#include "common/aws/sqs.h"
#include "common/base/nearest.h"
#include "common/ids/id.h"
#include "itk-invoke/function_delivery.h"
#include "itk-invoke/queue_address.h"
#include "itk-invoke/sqs_messages.h"
#include "itk-invoke/sqs_records.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {
namespace {

RawJson one_or_list(const std::vector<RawJson>& values) {
  if (values.size() == 1) {
    return values[0];
  }
  std::string list;
  for (const RawJson& value : values) {
    (list += list.empty() ? "[" : ",") += value.text;
  }
  return {list.empty() ? "[]" : list + "]"};
}

// The body; of several messages a list of the bodies.
RawJson bodies_of(const std::vector<SqsMessage>& messages) {
  std::vector<RawJson> bodies;
  for (const SqsMessage& message : messages) {
    bodies.push_back(json::make_payload(message.body).json);
  }
  return one_or_list(bodies);
}

class QueueDelivery final : public Delivery {
 public:
  QueueDelivery(QueueAddress queue, std::string region, std::string nonce_attribute, std::vector<SqsMessage> messages)
      : queue_(std::move(queue)),
        region_(std::move(region)),
        nonce_attribute_(std::move(nonce_attribute)),
        messages_(std::move(messages)) {}

  std::string target() const override { return queue_.text; }
  std::string region() const override { return region_; }
  std::string account() const override { return queue_.account; }

  RawJson request() const override { return bodies_of(messages_); }
  aws::Service service() const override { return aws::Service::Sqs; }

  Status connect(AwsAccess& aws) override {
    ITK_TRY(aws.client(aws::Service::Sqs, region_));
    return {};
  }

  tl::expected<Receipt, DeliveryFailure> send(AwsAccess& aws, const Identity& identity) const override {
    Receipt receipt;
    receipt.status = "sent";
    Result<aws::Client*> client = aws.client(aws::Service::Sqs, region_);
    if (!client) {
      return tl::make_unexpected(DeliveryFailure{std::move(client).error(), {}});
    }
    std::vector<RawJson> responses;
    for (std::size_t index = 0; index < messages_.size(); ++index) {
      Result<aws::SentMessage> sent = aws::send_message(**client, to_send(index, identity, (*client)->endpoint().url));
      if (!sent) {
        const aws::LastCall& last = (*client)->last_call();
        receipt.attempts += last.attempts;
        receipt.http_status = last.status;
        return tl::make_unexpected(DeliveryFailure{std::move(sent).error(), std::move(receipt)});
      }
      receipt.ids.push_back(ids::make_id(ids::Kind::Sqs, sent->message_id));
      receipt.request_id = sent->request_id;
      receipt.attempts += sent->attempts;
      receipt.http_status = sent->http_status;
      responses.push_back(json::make_payload(sent->response_body).json);
    }
    ids::canonicalise(receipt.ids);
    receipt.response = one_or_list(responses);
    return receipt;
  }

 private:
  aws::SendMessage to_send(std::size_t index, const Identity& identity, std::string_view endpoint) const {
    const SqsMessage& message = messages_[index];
    aws::SendMessage send;
    send.queue_url = queue_.url_at(endpoint);
    send.body = message.body;
    send.attributes = message.attributes;
    send.attributes.insert_or_assign(nonce_attribute_, identity.nonce);
    send.attributes.emplace("traceparent", identity.traceparent());
    send.trace_header = identity.xray_header();
    if (queue_.is_fifo()) {
      // A group of its own, so that executions do not wait for each other; a deduplication id that a resend repeats.
      send.group_id = message.group_id.empty() ? identity.nonce : message.group_id;
      send.deduplication_id = index == 0 ? identity.nonce : fmt::format("{}-{}", identity.nonce, index + 1);
    }
    return send;
  }

  QueueAddress queue_;
  std::string region_;
  std::string nonce_attribute_;
  std::vector<SqsMessage> messages_;
};

enum class Mode { PublishSqs, InvokeLambda };

std::optional<Mode> read_mode(TargetReader& target) {
  const YamlNode* mode = target.given("mode");
  const YamlNode* named = target.given({"target_arn_or_url", "queue_url"});
  if (mode == nullptr) {
    return named != nullptr && is_lambda_arn(named->text) ? Mode::InvokeLambda : Mode::PublishSqs;
  }
  if (mode->text == "publish_sqs") {
    return Mode::PublishSqs;
  }
  if (mode->text == "invoke_lambda") {
    return Mode::InvokeLambda;
  }
  target.complain(mode->at, "bad_mode",
                  fmt::format("there is no mode \"{}\" of sqs_event; use publish_sqs or invoke_lambda{}", mode->text,
                              did_you_mean(mode->text, {"publish_sqs", "invoke_lambda"})));
  return std::nullopt;
}

std::unique_ptr<Delivery> to_queue(TargetReader& target, std::string nonce_attribute,
                                   std::vector<SqsMessage> messages) {
  const TargetReader::Named named = target.named({"target_arn_or_url", "queue_url"}, {"ITK_SQS_QUEUE_URL"});
  if (named.is_unset_variable) {
    return nullptr;
  }
  if (named.text.empty()) {
    target.complain(named.at, "no_queue",
                    "no queue to send to; set entrypoint.target.target_arn_or_url, or ITK_SQS_QUEUE_URL in the "
                    "environment, targets.json or .env");
    return nullptr;
  }
  std::optional<QueueAddress> queue = parse_queue_address(named.text);
  if (!queue) {
    target.complain(named.at, "bad_queue",
                    fmt::format("{} is neither the URL nor the ARN of a queue{}; write it like "
                                "https://sqs.us-east-1.amazonaws.com/123456789012/my-queue",
                                named.text, named.origin));
    return nullptr;
  }
  std::string region = target.given("region") == nullptr ? queue->region : target.text("region");
  return std::make_unique<QueueDelivery>(std::move(*queue), std::move(region), std::move(nonce_attribute),
                                         std::move(messages));
}

// The queue that a function believes its messages come from: the one in the configuration, else none that exists.
EventSource event_source(const std::optional<QueueAddress>& queue, const FunctionAddress& function,
                         const std::string& region) {
  const auto first_of = [](const std::string& a, const std::string& b) { return a.empty() ? b : a; };
  EventSource source;
  source.region = first_of(queue ? queue->region : "", region);
  source.sender = first_of(first_of(queue ? queue->account : "", function.account), "000000000000");
  source.arn =
      fmt::format("arn:{}:sqs:{}:{}:{}", function.partition, source.region, source.sender, queue ? queue->name : "itk");
  return source;
}

std::unique_ptr<Delivery> to_function(TargetReader& target, std::vector<SqsMessage> messages) {
  std::optional<FunctionTarget> function = read_function_target(target);
  if (!function) {
    return nullptr;
  }
  const std::optional<std::string> configured = target.settings().get("ITK_SQS_QUEUE_URL");
  const std::optional<QueueAddress> queue = configured ? parse_queue_address(*configured) : std::nullopt;
  RawJson request = bodies_of(messages);
  auto make_event = [queue, messages = std::move(messages), address = function->function,
                     attribute = function->nonce_attribute](const Identity& identity, const std::string& region,
                                                            Timestamp now) {
    SqsEvent event = make_sqs_event(messages, attribute, event_source(queue, address, region), identity, now);
    return FunctionEvent{std::move(event.payload), std::move(event.ids)};
  };
  return make_function_delivery(std::move(*function), std::move(request), std::move(make_event));
}

}  // namespace

std::unique_ptr<Delivery> compile_sqs_event(const Case& test_case, const settings::Settings& settings,
                                            Problems& problems) {
  TargetReader target(test_case, settings, problems);
  std::vector<SqsMessage> messages = read_sqs_messages(test_case, problems);
  const std::optional<Mode> mode = read_mode(target);
  if (!mode) {
    return nullptr;
  }
  if (*mode == Mode::InvokeLambda) {
    return to_function(target, std::move(messages));
  }
  return to_queue(target, settings.get("ITK_TRACE_ID_ATTR").value_or("ITK_TRACE_ID"), std::move(messages));
}

}  // namespace itk::invoke
