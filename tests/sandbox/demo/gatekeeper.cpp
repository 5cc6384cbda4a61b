#include "tests/sandbox/demo/gatekeeper.h"

#include <fmt/format.h>

#include "tests/sandbox/aws/random_id.h"
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

GatekeeperReply Gatekeeper::invoke(const AgentRequest& request, int attempt) {
  // Bedrock turns the call away before the agent sees it: the agent's log knows nothing of it.
  if (request.scenario == Scenario::Retry && attempt <= k_throttled_attempts) {
    world_.pace.work(milliseconds(5), milliseconds(15));
    return {random_uuid(), false,
            tl::make_unexpected(AgentError{"ThrottlingException", "Your request rate is too high"})};
  }
  return admit(request);
}

GatekeeperReply Gatekeeper::admit(const AgentRequest& request) {
  const std::string id = random_uuid();
  log("INFO", id, "InvokeAgent request: " + session_json(request, "inputText", request.input_text));
  world_.pace.work(milliseconds(20), milliseconds(50));
  if (request.scenario == Scenario::Guardrail) {
    log("INFO", id,
        fmt::format("ApplyGuardrail action=GUARDRAIL_INTERVENED topic=\"Account takeover\" sessionId={}",
                    request.session_id));
    log("INFO", id, "InvokeAgent response: " + session_json(request, "completion", k_refusal));
    return {id, true, std::string(k_refusal)};
  }
  log("INFO", id, fmt::format("ApplyGuardrail action=NONE sessionId={}", request.session_id));
  AgentAnswer answer = supervisor_.invoke(request);
  if (answer) {
    log("INFO", id, "InvokeAgent response: " + session_json(request, "completion", *answer));
  } else {
    log("ERROR", id,
        fmt::format("InvokeAgent failed: {}: {} sessionId={}", answer.error().code, answer.error().message,
                    request.session_id));
  }
  return {id, false, std::move(answer)};
}

}  // namespace itk::sandbox::demo
