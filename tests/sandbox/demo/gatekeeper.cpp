#include "tests/sandbox/demo/gatekeeper.h"

#include <fmt/format.h>

#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/gatekeeper_thoughts.h"
#include "tests/sandbox/demo/json_line.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

constexpr int k_throttled_attempts = 2;
constexpr std::string_view k_refusal = "Sorry, I cannot help with that request.";

std::string session_json(const AgentRequest& request, std::string_view name, std::string_view value) {
  JsonLine line;
  line.text("sessionId", request.session_id).text(name, value);
  return line.close();
}

}  // namespace

Gatekeeper::Gatekeeper(World& world, Supervisor& supervisor)
    : world_(world),
      supervisor_(supervisor),
      stream_(world, k_gatekeeper_logs, stream_date(world.clock.now()) + "/[runtime-logs]" + random_hex(12)) {}

void Gatekeeper::log(std::string_view level, std::string_view request_id, std::string_view message) {
  const Timestamp now = world_.clock.now();
  stream_.write_at(now, fmt::format("[{}]\t{}\t{}\t{}\n", level, iso_milliseconds(now), request_id, message));
}

bool Gatekeeper::is_throttled(Scenario scenario, int attempt) {
  return scenario == Scenario::Retry && attempt <= k_throttled_attempts;
}

GatekeeperReply Gatekeeper::invoke(const AgentRequest& request, int attempt) {
  if (is_throttled(request.scenario, attempt)) {
    world_.pace.work(milliseconds(5), milliseconds(15));
    return {request.request_id, false,
            tl::make_unexpected(AgentError{"ThrottlingException", "Your request rate is too high"})};
  }
  return admit(request);
}

GatekeeperReply Gatekeeper::admit(const AgentRequest& request) {
  const std::string& id = request.request_id;
  log("INFO", id, "InvokeAgent request: " + session_json(request, "inputText", request.input_text));
  if (!passes_guardrail(request)) {
    log("INFO", id, "InvokeAgent response: " + session_json(request, "completion", k_refusal));
    return {id, true, std::string(k_refusal)};
  }
  AgentAnswer answer = delegate(request);
  if (answer) {
    log("INFO", id, "InvokeAgent response: " + session_json(request, "completion", *answer));
  } else {
    log("ERROR", id,
        fmt::format("InvokeAgent failed: {}: {} sessionId={}", answer.error().code, answer.error().message,
                    request.session_id));
  }
  return {id, false, std::move(answer)};
}

void Gatekeeper::ask_back(const AgentRequest& request, const ToolCall& tool, const std::string& invocation_id) {
  log("INFO", request.request_id, "InvokeAgent request: " + session_json(request, "inputText", request.input_text));
  passes_guardrail(request);
  const GatekeeperThoughts thoughts(world_, request);
  thoughts.classify();
  thoughts.return_control(tool, invocation_id);
  log("INFO", request.request_id, "InvokeAgent response: " + session_json(request, "returnControl", invocation_id));
}

void Gatekeeper::resume(const AgentRequest& request, const std::string& observed, const std::string& completion) {
  log("INFO", request.request_id,
      "InvokeAgent request: " + session_json(request, "returnControlInvocationResults", observed));
  GatekeeperThoughts(world_, request).use(observed, completion);
  log("INFO", request.request_id, "InvokeAgent response: " + session_json(request, "completion", completion));
}

bool Gatekeeper::passes_guardrail(const AgentRequest& request) {
  const Timestamp start = world_.clock.now();
  world_.pace.work(milliseconds(20), milliseconds(50));
  const bool intervened = request.scenario == Scenario::Guardrail;
  log("INFO", request.request_id,
      intervened ? fmt::format("ApplyGuardrail action=GUARDRAIL_INTERVENED topic=\"Account takeover\" sessionId={}",
                               request.session_id)
                 : fmt::format("ApplyGuardrail action=NONE sessionId={}", request.session_id));
  request.tell({k_gatekeeper, 0, start, world_.clock.now(), GuardrailChecked{false, intervened}});
  return !intervened;
}

AgentAnswer Gatekeeper::delegate(const AgentRequest& request) {
  GatekeeperThoughts thoughts(world_, request);
  thoughts.classify();
  thoughts.plan();
  AgentAnswer answer = supervisor_.invoke(request);
  if (answer) {
    if (request.scenario == Scenario::Files) {
      thoughts.compute();
    }
    thoughts.conclude(*answer);
  }
  return answer;
}

}  // namespace itk::sandbox::demo
