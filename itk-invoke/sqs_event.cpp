#include "itk-invoke/sqs_event.h"

#include <fmt/core.h>

#include "common/aws/sqs.h"
#include "common/base/nearest.h"
#include "common/ids/id.h"
#include "itk-invoke/queue_address.h"
#include "itk-invoke/sqs_messages.h"

namespace itk::invoke {
namespace {

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

  // The body; of several messages a list of the bodies.
  RawJson request() const override {
    std::vector<RawJson> bodies;
    for (const SqsMessage& message : messages_) {
      bodies.push_back(json::make_payload(message.body).json);
    }
    return one_or_list(bodies);
  }

  Status connect(AwsAccess& aws) const override {
    ITK_TRY(aws.client(aws::Service::Sqs, region_));
    return {};
  }

  tl::expected<Receipt, DeliveryFailure> send(AwsAccess& aws, const Identity& identity) const override {
    Receipt receipt;
    receipt.status = "sent";
    Result<aws::Client*> client = aws.client(aws::Service::Sqs, region_);
    if (!client) {
      return tl::make_unexpected(DeliveryFailure{std::move(client).error(), {}, 0, 0});
    }
    std::vector<RawJson> responses;
    for (std::size_t index = 0; index < messages_.size(); ++index) {
      Result<aws::SentMessage> sent = aws::send_message(**client, to_send(index, identity, (*client)->endpoint().url));
      if (!sent) {
        const aws::LastCall& last = (*client)->last_call();
        return tl::make_unexpected(DeliveryFailure{std::move(sent).error(), std::move(receipt.ids),
                                                   receipt.attempts + last.attempts, last.status});
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
  static RawJson one_or_list(const std::vector<RawJson>& values) {
    if (values.size() == 1) {
      return values[0];
    }
    std::string list;
    for (const RawJson& value : values) {
      (list += list.empty() ? "[" : ",") += value.text;
    }
    return {list + "]"};
  }

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

// Reads `entrypoint.target`.
class TargetReader {
 public:
  TargetReader(const Case& test_case, const settings::Settings& settings, Problems& problems)
      : case_(test_case), settings_(settings), problems_(problems) {}

  // A text of the target; what is still to be filled in counts as absent.
  const YamlNode* given(std::string_view key) const {
    const YamlNode* value = case_.target.find(key);
    const bool is_given = value != nullptr && value->is_scalar() && !value->text.empty();
    return is_given && !settings::is_unfilled(value->text) ? value : nullptr;
  }

  // Whether the case asks for a queue, and not for a function.
  bool is_for_queue() {
    const YamlNode* mode = given("mode");
    const YamlNode* target = named();
    if (mode == nullptr && (target == nullptr || !is_lambda_arn(target->text))) {
      return true;
    }
    if (mode != nullptr && mode->text == "publish_sqs") {
      return true;
    }
    if (mode == nullptr || mode->text == "invoke_lambda") {
      complain(mode == nullptr ? target->at : mode->at, "entrypoint_unavailable",
               "this version cannot deliver an sqs_event straight to a function; use `mode: publish_sqs` with the "
               "queue in front of it, or --mode dev-fixtures");
    } else {
      complain(mode->at, "bad_mode",
               fmt::format("there is no mode \"{}\" of sqs_event; use publish_sqs{}", mode->text,
                           did_you_mean(mode->text, {"publish_sqs", "invoke_lambda"})));
    }
    return false;
  }

  std::optional<QueueAddress> queue() {
    const YamlNode* target = named();
    if (target != nullptr && target->text.find("${") != std::string::npos) {
      return std::nullopt;  // an unset variable, reported already
    }
    const std::optional<std::string> configured = settings_.get("ITK_SQS_QUEUE_URL");
    if (target == nullptr && !configured) {
      complain(case_.target.is_null() ? case_.entrypoint_at : case_.target.at, "no_queue",
               "no queue to send to; set entrypoint.target.target_arn_or_url, or ITK_SQS_QUEUE_URL in the "
               "environment, targets.json or .env");
      return std::nullopt;
    }
    const std::string text = target == nullptr ? *configured : target->text;
    std::optional<QueueAddress> address = parse_queue_address(text);
    if (!address) {
      complain(
          target == nullptr ? case_.entrypoint_at : target->at, "bad_queue",
          fmt::format(
              "{} is neither the URL nor the ARN of a queue{}; write it like "
              "https://sqs.us-east-1.amazonaws.com/123456789012/my-queue",
              text,
              target == nullptr ? fmt::format(" (ITK_SQS_QUEUE_URL, {})", settings_.origin("ITK_SQS_QUEUE_URL")) : ""));
    }
    return address;
  }

 private:
  const YamlNode* named() const {
    const YamlNode* target = given("target_arn_or_url");
    return target == nullptr ? given("queue_url") : target;
  }
  void complain(Place at, std::string code, std::string message) {
    problems_.live(case_.file, at, std::move(code), std::move(message));
  }

  const Case& case_;
  const settings::Settings& settings_;
  Problems& problems_;
};

}  // namespace

std::unique_ptr<Delivery> compile_sqs_event(const Case& test_case, const settings::Settings& settings,
                                            Problems& problems) {
  TargetReader target(test_case, settings, problems);
  std::vector<SqsMessage> messages = read_sqs_messages(test_case, problems);
  if (!target.is_for_queue()) {
    return nullptr;
  }
  std::optional<QueueAddress> queue = target.queue();
  if (!queue) {
    return nullptr;
  }
  const YamlNode* given_region = target.given("region");
  std::string region = given_region == nullptr ? queue->region : given_region->text;
  return std::make_unique<QueueDelivery>(std::move(*queue), std::move(region),
                                         settings.get("ITK_TRACE_ID_ATTR").value_or("ITK_TRACE_ID"),
                                         std::move(messages));
}

}  // namespace itk::invoke
