#include "tests/sandbox/bedrock/return_control.h"

#include <fmt/format.h>

#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/bedrock/faults.h"
#include "tests/sandbox/demo/json_line.h"

namespace itk::sandbox::bedrock {
namespace {

using demo::JsonLine;

constexpr std::string_view k_api_path = "/orders/{order_id}";

std::string text_of(const Json::Value& value) { return value.isString() ? value.asString() : ""; }

// The body under TEXT or a content type, whichever stands there.
std::string body_of(const Json::Value& response) {
  if (!response.isObject() || response.empty()) {
    return "";
  }
  const Json::Value& content = response[response.getMemberNames().front()];
  return content.isObject() ? text_of(content["body"]) : "";
}

Outcome<AnsweredQuestion> conclude(const Question& question, const Json::Value& result) {
  const std::string state = text_of(result["confirmationState"]);
  if (question.is_confirmation()) {
    if (state != "CONFIRM" && state != "DENY") {
      return fail(validation_failed("confirmationState must be CONFIRM or DENY."));
    }
    return AnsweredQuestion{state, state == "CONFIRM" ? fmt::format("Order {} has been cancelled.", question.order_id)
                                                      : fmt::format("Order {} stays as it is.", question.order_id)};
  }
  const std::string response_state = text_of(result["responseState"]);
  if (response_state == "FAILURE") {
    return fail({424, "DependencyFailedException", "The function that the caller ran has failed.", ""});
  }
  const std::string body = body_of(result["responseBody"]);
  if (response_state == "REPROMPT") {
    return AnsweredQuestion{body, fmt::format("I need more to find order {}.", question.order_id)};
  }
  return AnsweredQuestion{body, fmt::format("I asked about order {} and was told: {}", question.order_id, body)};
}

}  // namespace

demo::ToolCall Question::tool() const {
  return {is_confirmation() ? "cancel_order" : is_api() ? "" : "get_order_status", order_id};
}

std::optional<Question> question_of(demo::Scenario scenario, const std::string& order_id) {
  switch (scenario) {
    case demo::Scenario::ReturnControl:
    case demo::Scenario::ReturnControlApi:
    case demo::Scenario::Confirm:
      return Question{random_uuid(), scenario, order_id};
    default:
      return std::nullopt;
  }
}

std::string return_control_json(const Question& question, std::string_view agent_id) {
  JsonLine parameter, input, wrapped, event;
  parameter.text("name", "order_id").text("type", "string").text("value", question.order_id);
  input.text("actionGroup", "orders").text("agentId", agent_id);
  input.text("actionInvocationType", question.is_confirmation() ? "USER_CONFIRMATION" : "RESULT");
  if (question.is_api()) {
    input.text("apiPath", k_api_path).text("httpMethod", "GET");
  } else {
    input.text("function", question.tool().function);
  }
  input.raw("parameters", "[" + parameter.close() + "]");
  wrapped.raw(question.is_api() ? "apiInvocationInput" : "functionInvocationInput", input.close());
  event.text("invocationId", question.invocation_id).raw("invocationInputs", "[" + wrapped.close() + "]");
  return event.close();
}

Outcome<AnsweredQuestion> read_results(const Question& question, const Json::Value& results) {
  const Json::Value& first = results[0];
  const char* kind = question.is_api() ? "apiResult" : "functionResult";
  if (results.size() != 1 || !first.isObject() || !first[kind].isObject()) {
    return fail(validation_failed(fmt::format("returnControlInvocationResults must hold one {}.", kind)));
  }
  const Json::Value& result = first[kind];
  const bool is_same = text_of(result["actionGroup"]) == "orders" &&
                       (question.is_api() ? text_of(result["apiPath"]) == k_api_path
                                          : text_of(result["function"]) == question.tool().function);
  if (!is_same) {
    return fail(validation_failed("The result is not for the action group and operation that were asked for."));
  }
  return conclude(question, result);
}

}  // namespace itk::sandbox::bedrock
