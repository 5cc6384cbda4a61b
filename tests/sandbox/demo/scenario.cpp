#include "tests/sandbox/demo/scenario.h"

#include <map>

#include "tests/sandbox/aws/document.h"

namespace itk::sandbox::demo {

Scenario scenario_named(std::string_view name) {
  static const std::map<std::string_view, Scenario> names{
      {"retry", Scenario::Retry},         {"throttled", Scenario::Throttled},
      {"guardrail", Scenario::Guardrail}, {"tool_error", Scenario::ToolError},
      {"slow", Scenario::Slow},           {"lost_log", Scenario::LostLog},
      {"crash", Scenario::Crash},         {"return_control", Scenario::ReturnControl},
      {"confirm", Scenario::Confirm},     {"return_control_api", Scenario::ReturnControlApi},
      {"files", Scenario::Files}};
  const auto found = names.find(name);
  return found == names.end() ? Scenario::Happy : found->second;
}

UserRequest read_user_request(std::string_view body) {
  const auto document = parse_document(body);
  if (!document) {
    return {std::string(body), Scenario::Happy};
  }
  const Json::Value& request = (*document)["request"].isObject() ? (*document)["request"] : *document;
  const Json::Value& message = request["userMessage"];
  const Json::Value& scenario = request["scenario"];
  return {message.isString() ? message.asString() : std::string(body),
          scenario_named(scenario.isString() ? scenario.asString() : "")};
}

}  // namespace itk::sandbox::demo
