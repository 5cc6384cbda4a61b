#include "tests/sandbox/bedrock/trace.h"

#include <fmt/format.h>

#include "common/json/raw_json.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/bedrock/step_json.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::bedrock {
namespace {

using demo::JsonLine;

std::string caller(const std::string& arn) {
  JsonLine line;
  return line.text("agentAliasArn", arn).close();
}

}  // namespace

Trace::Trace(const Account& account, const Agent& agent, const Alias& alias, std::string session_id)
    : account_(account), agent_(agent), alias_(alias), session_id_(std::move(session_id)) {}

std::string Trace::trace_id(const demo::AgentStep& step) {
  const auto [found, is_new] = trace_ids_.try_emplace(std::string(step.agent));
  if (is_new) {
    found->second = random_uuid();
  }
  std::string middle;
  if (const auto* guardrail = std::get_if<demo::GuardrailChecked>(&step.what)) {
    middle = guardrail->of_output ? "-guardrail-post" : "-guardrail-pre";
  }
  return fmt::format("{}{}{}-{}", found->second, middle, phase_suffix(step), step.loop);
}

std::string Trace::event(const demo::AgentStep& step) {
  const bool collaborator = is_collaborator(step);
  const std::string own_arn = alias_arn(account_, agent_.id, alias_.id);
  const std::string their_arn = alias_arn(account_, demo::k_supervisor_id, demo::k_test_alias_id);
  JsonLine event;
  event.text("agentAliasId", collaborator ? demo::k_test_alias_id : alias_.id);
  event.text("agentId", collaborator ? demo::k_supervisor_id : agent_.id);
  event.text("agentVersion", collaborator ? "DRAFT" : alias_.version);
  event.raw("callerChain", collaborator ? fmt::format("[{},{}]", caller(own_arn), caller(their_arn))
                                        : fmt::format("[{}]", caller(own_arn)));
  if (collaborator) {
    event.text("collaboratorName", step.agent);
  }
  event.text("eventTime", format_rfc3339(step.end)).text("sessionId", session_id_);
  return event.raw("trace", step_json(step, trace_id(step), their_arn)).close();
}

}  // namespace itk::sandbox::bedrock
