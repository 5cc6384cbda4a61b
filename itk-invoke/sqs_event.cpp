#include "itk-invoke/sqs_event.h"

#include <fmt/core.h>

#include "common/base/nearest.h"
#include "itk-invoke/queue_delivery.h"
#include "itk-invoke/sqs_function_delivery.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {
namespace {

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
  return make_queue_delivery(std::move(*queue), std::move(region), std::move(nonce_attribute), std::move(messages));
}

std::unique_ptr<Delivery> to_function(TargetReader& target, std::vector<SqsMessage> messages) {
  std::optional<FunctionTarget> function = read_function_target(target);
  if (!function) {
    return nullptr;
  }
  const std::optional<std::string> configured = target.settings().get("ITK_SQS_QUEUE_URL");
  const std::optional<QueueAddress> queue = configured ? parse_queue_address(*configured) : std::nullopt;
  return make_function_event_delivery(std::move(*function), queue, std::move(messages));
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
