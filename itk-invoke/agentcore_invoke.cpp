#include "itk-invoke/agentcore_invoke.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/agentcore.h"
#include "common/ids/id.h"
#include "itk-invoke/agentcore_call.h"
#include "itk-invoke/agentcore_stream.h"

namespace itk::invoke {
namespace {

class AgentCoreDelivery final : public Delivery {
 public:
  explicit AgentCoreDelivery(RuntimeCall call) : call_(std::move(call)) {}

  std::string target() const override {
    return call_.qualifier.empty() ? call_.arn : call_.arn + "?qualifier=" + call_.qualifier;
  }
  RawJson request(const Execution& execution) const override {
    return {payload_of(execution).shown.shown(execution.values)};
  }
  std::vector<std::string> fetches() const override {
    std::vector<std::string> all;
    for (const RuntimePayload& payload : call_.turns) {
      const std::vector<std::string> names = payload.text.fetches();
      all.insert(all.end(), names.begin(), names.end());
    }
    return all;
  }
  std::optional<aws::Service> service() const override { return aws::Service::BedrockAgentCore; }
  std::string region() const override { return call_.region; }
  std::string account() const override { return call_.account; }
  std::int64_t turns() const override {
    return call_.is_conversation ? static_cast<std::int64_t>(call_.turns.size()) : 0;
  }

  Status connect(AwsAccess& aws) override {
    ITK_TRY(aws.client(aws::Service::BedrockAgentCore, call_.region));
    return {};
  }

  Task<Delivered> send(Ways& ways, const Execution& execution) const override {
    ITK_CO_TRY_ASSIGN(const aws::Caller agentcore,
                      ways.caller(aws::Service::BedrockAgentCore, call_.region, execution));
    ITK_CO_TRY(payload_of(execution).text.check(execution.values));
    aws::InvokeRuntime call = call_of(execution);
    Receipt receipt;
    receipt.ids = {ids::make_id(ids::Kind::Session, call.session_id)};
    AgentCoreStream stream = stream_of(ways, execution, call.session_id);
    call.on_event = [&](const aws::SseEvent& event) { return ways.emit(stream.add(event, ways.aws.now())); };
    auto answer = co_await aws::invoke_runtime(agentcore, std::move(call));
    if (!answer) {
      co_return tl::make_unexpected(DeliveryFailure(std::move(answer).error(), std::move(receipt)));
    }
    if (!answer->rest.empty()) {
      ITK_CO_TRY(ways.emit(stream.cut(answer->rest, ways.aws.now())));
    }
    read_answer(*answer, stream, receipt);
    if (answer->failure) {
      co_return tl::make_unexpected(DeliveryFailure(std::move(*answer->failure), std::move(receipt)));
    }
    co_return receipt;
  }

 private:
  const RuntimePayload& payload_of(const Execution& execution) const {
    return call_.turns[static_cast<std::size_t>(std::max<std::int64_t>(execution.turn, 1) - 1)];
  }

  aws::InvokeRuntime call_of(const Execution& execution) const {
    const Identity& identity = execution.identity;
    const RuntimePayload& payload = payload_of(execution);
    aws::InvokeRuntime call;
    call.arn = call_.arn;
    call.qualifier = call_.qualifier;
    // AgentCore wants 33 characters at least, and an inv has 26.
    call.session_id = call_.session_id.empty() ? "itk-session-" + identity.inv : call_.session_id;
    call.user_id = call_.user_id;
    call.content_type = payload.content_type;
    call.accept = call_.accept;
    call.payload = payload.text.render(execution.values);
    if (execution.leaves_marks) {
      call.trace_header = identity.xray_header();
      call.traceparent = identity.traceparent();
      call.baggage = fmt::format("{}={}", call_.nonce_attribute, identity.nonce);
    }
    return call;
  }

  AgentCoreStream stream_of(Ways& ways, const Execution& execution, const std::string& session) const {
    const int delivery = ++ways.deliveries;
    std::vector<std::string> evidence = {ids::make_id(ids::Kind::Session, session),
                                         ids::make_id(ids::Kind::Nonce, execution.identity.nonce)};
    ids::canonicalise(evidence);
    return {execution.identity.nonce + (delivery == 1 ? "-agentcore" : fmt::format("-agentcore{}", delivery)),
            std::move(evidence), component()};
  }

  // As the agent's own log group names it: /aws/bedrock-agentcore/runtimes/<id>-<endpoint>.
  std::string component() const {
    return fmt::format("agent:{}-{}", call_.runtime, call_.qualifier.empty() ? "DEFAULT" : call_.qualifier);
  }

  static void read_answer(const aws::RuntimeAnswer& answer, const AgentCoreStream& stream, Receipt& receipt) {
    receipt.status = "ok";
    receipt.request_id = answer.request_id;
    receipt.attempts = answer.attempts;
    receipt.http_status = answer.http_status;
    if (!answer.session_id.empty()) {
      receipt.ids.push_back(ids::make_id(ids::Kind::Session, answer.session_id));
    }
    if (const std::optional<std::string> trace = ids::normalise_trace_id(answer.trace_header)) {
      receipt.ids.push_back(ids::make_id(ids::Kind::Trace, *trace));
    }
    ids::canonicalise(receipt.ids);
    if (answer.is_stream) {
      receipt.response = stream.joined();
    } else if (!answer.body.empty()) {
      json::Payload payload = json::make_payload(answer.body);
      receipt.response = std::move(payload.json);
      receipt.enc = std::move(payload.encoding);
    }
  }

  RuntimeCall call_;
};

}  // namespace

std::unique_ptr<Delivery> compile_agentcore_invoke(const Case& test_case, const settings::Settings& settings,
                                                   Problems& problems) {
  TargetReader target(test_case, settings, problems);
  std::optional<RuntimeCall> call = read_runtime_call(test_case, target);
  return call ? std::make_unique<AgentCoreDelivery>(std::move(*call)) : nullptr;
}

}  // namespace itk::invoke
