#include "tests/sandbox/bedrock/invocation.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/result.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/bedrock/faults.h"

namespace itk::sandbox::bedrock {
namespace {

constexpr std::size_t k_session_segment = 5;

bool is_session_id(std::string_view text) {
  constexpr std::string_view others = "._:-";
  return text.size() >= 2 && text.size() <= 100 && std::all_of(text.begin(), text.end(), [&](char each) {
           return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                  others.find(each) != std::string_view::npos;
         });
}

Outcome<Json::Value> read_attributes(const Parameters& state, const char* name) {
  ITK_TRY_ASSIGN(const Json::Value* attributes, state.map(name));
  for (const std::string& key : attributes->getMemberNames()) {
    if (!(*attributes)[key].isString()) {
      return fail(validation_failed(fmt::format("The session attribute '{}' is not a string.", key)));
    }
  }
  return *attributes;
}

Outcome<bool> read_session_state(const Parameters& parameters, AgentInvocation& invocation) {
  ITK_TRY_ASSIGN(const Json::Value* state, parameters.map("sessionState"));
  const Parameters given(*state, k_wording);
  ITK_TRY_ASSIGN(invocation.session_attributes, read_attributes(given, "sessionAttributes"));
  ITK_TRY_ASSIGN(invocation.prompt_attributes, read_attributes(given, "promptSessionAttributes"));
  ITK_TRY_ASSIGN(const auto invocation_id, given.optional_text("invocationId"));
  invocation.invocation_id = invocation_id.value_or("");
  if (given.has("returnControlInvocationResults")) {
    ITK_TRY_ASSIGN(const Json::Value* results, given.objects("returnControlInvocationResults"));
    invocation.results = *results;
  }
  return true;
}

}  // namespace

Outcome<AgentInvocation> read_invocation(const RestCall& call) {
  AgentInvocation invocation;
  invocation.session_id = call.path[k_session_segment];
  if (!is_session_id(invocation.session_id)) {
    return fail(validation_failed(fmt::format("1 validation error detected: Value '{}' at 'sessionId' failed to "
                                              "satisfy constraint: Member must satisfy regular expression pattern: "
                                              "[0-9a-zA-Z._:-]+",
                                              invocation.session_id)));
  }
  const auto document = parse_document(call.http.body.empty() ? "{}" : call.http.body);
  if (!document) {
    return fail(validation_failed("The body is not a JSON object."));
  }
  const Parameters parameters(*document, k_wording);
  ITK_TRY_ASSIGN(invocation.with_trace, parameters.flag("enableTrace", false));
  ITK_TRY_ASSIGN(invocation.ends_session, parameters.flag("endSession", false));
  ITK_TRY_ASSIGN(const Json::Value* streaming, parameters.map("streamingConfigurations"));
  ITK_TRY_ASSIGN(invocation.in_pieces, Parameters(*streaming, k_wording).flag("streamFinalResponse", false));
  if (invocation.ends_session) {
    return invocation;
  }
  ITK_TRY_ASSIGN(const auto memory_id, parameters.optional_text("memoryId"));
  invocation.memory_id = memory_id.value_or("");
  ITK_TRY(read_session_state(parameters, invocation));
  if (!invocation.results.empty()) {
    return invocation;  // it goes on with what it was doing: there is no new input
  }
  ITK_TRY_ASSIGN(const std::string text, parameters.text("inputText"));
  const demo::UserRequest user = demo::read_user_request(text);
  invocation.input_text = user.user_message;
  const Json::Value& attribute = invocation.session_attributes["scenario"];
  invocation.scenario = attribute.isString() ? demo::scenario_named(attribute.asString()) : user.scenario;
  return invocation;
}

}  // namespace itk::sandbox::bedrock
