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

Outcome<std::optional<std::string>> scenario_attribute(const Parameters& parameters) {
  ITK_TRY_ASSIGN(const Json::Value* state, parameters.map("sessionState"));
  ITK_TRY_ASSIGN(const Json::Value* attributes, Parameters(*state, k_wording).map("sessionAttributes"));
  for (const std::string& name : attributes->getMemberNames()) {
    if (!(*attributes)[name].isString()) {
      return fail(validation_failed(fmt::format("The session attribute '{}' is not a string.", name)));
    }
  }
  return Parameters(*attributes, k_wording).optional_text("scenario");
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
  ITK_TRY_ASSIGN(const std::string text, parameters.text("inputText"));
  ITK_TRY_ASSIGN(const auto attribute, scenario_attribute(parameters));
  const demo::UserRequest user = demo::read_user_request(text);
  invocation.input_text = user.user_message;
  invocation.scenario = attribute ? demo::scenario_named(*attribute) : user.scenario;
  return invocation;
}

}  // namespace itk::sandbox::bedrock
