#include "itk-invoke/bedrock_invoke_agent.h"

#include <fmt/core.h>

#include "common/aws/agent_aliases.h"
#include "common/base/text.h"
#include "common/ids/id.h"
#include "common/json/writer.h"
#include "itk-invoke/agent_call.h"
#include "itk-invoke/agent_trace.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

void write_list(json::ObjectWriter& response, std::string_view name, const std::vector<aws::AgentPart>& parts) {
  std::string list;
  for (const aws::AgentPart& part : parts) {
    (list += list.empty() ? "[" : ",") += json::make_payload(part.payload).json.text;
  }
  if (!list.empty()) {
    response.raw(name, list + "]");
  }
}

// {"completion":"...","contentType":"text/plain","sessionId":"...","attributions":[...],"returnControl":[...],
// "files":[...]}; all but completion and session only where they came.
RawJson response_of(const aws::AgentAnswer& answer, const std::vector<aws::AgentPart>& files) {
  std::string text;
  json::ObjectWriter response(text);
  if (is_utf8(answer.completion)) {
    response.string("completion", answer.completion);
  } else {
    response.string("completion_base64", base64_encode(answer.completion));
  }
  if (!answer.content_type.empty()) {
    response.string("contentType", answer.content_type);
  }
  response.string("sessionId", answer.session_id);
  if (!answer.attributions.empty()) {
    std::string list;
    for (const std::string& attribution : answer.attributions) {
      (list += list.empty() ? "[" : ",") += json::make_payload(attribution).json.text;
    }
    response.raw("attributions", list + "]");
  }
  write_list(response, "returnControl", answer.controls);
  write_list(response, "files", files);
  response.close();
  return {std::move(text)};
}

class AgentDelivery final : public Delivery {
 public:
  AgentDelivery(AgentCall agent, LateText payload) : agent_(std::move(agent)), payload_(std::move(payload)) {}

  std::string target() const override {
    const std::string& alias = agent_.call.alias_id;
    return fmt::format("{}/{}", agent_.call.agent_id, alias.empty() ? "version " + agent_.version : alias);
  }
  RawJson request(const Execution& execution) const override { return {payload_.shown(execution.values)}; }
  std::vector<std::string> fetches() const override { return payload_.fetches(); }
  std::optional<aws::Service> service() const override { return aws::Service::BedrockAgentRuntime; }
  std::string region() const override { return agent_.region; }

  Status connect(AwsAccess& aws) override {
    ITK_TRY(aws.client(aws::Service::BedrockAgentRuntime, agent_.region));
    if (agent_.call.alias_id.empty()) {
      ITK_TRY_ASSIGN(aws::Client * agents, aws.client(aws::Service::BedrockAgent, agent_.region));
      ITK_TRY_ASSIGN(agent_.call.alias_id, aws::resolve_agent_version(*agents, agent_.call.agent_id, agent_.version));
    }
    return {};
  }

  Task<Delivered> send(Ways& ways, const Execution& execution) const override {
    ITK_CO_TRY_ASSIGN(const aws::Caller runtime,
                      ways.caller(aws::Service::BedrockAgentRuntime, agent_.region, execution));
    aws::InvokeAgent call = call_of(execution);
    const std::string session = call.session_id;
    Receipt receipt;
    receipt.ids = {ids::make_id(ids::Kind::Session, session)};
    std::vector<std::string> evidence_ids = receipt.ids;
    evidence_ids.push_back(ids::make_id(ids::Kind::Nonce, execution.identity.nonce));
    ids::canonicalise(evidence_ids);
    AgentTrace trace(execution.identity.nonce + "-agent", std::move(evidence_ids));
    std::vector<aws::AgentPart> files;
    call.on_part = [&](const aws::AgentPart& part) -> Status {
      if (part.type == "files") {
        files.push_back(part);
        return {};
      }
      return emit_all(ways, trace.add(part));
    };
    auto answer = co_await aws::invoke_agent(runtime, std::move(call));
    ITK_CO_TRY(emit_all(ways, trace.rest()));
    if (!answer) {
      co_return tl::make_unexpected(DeliveryFailure(std::move(answer).error(), std::move(receipt)));
    }
    if (answer->session_id.empty()) {
      answer->session_id = session;
    }
    receipt.status = "ok";
    receipt.request_id = answer->request_id;
    receipt.attempts = answer->attempts;
    receipt.http_status = answer->http_status;
    receipt.response = response_of(*answer, files);
    if (answer->failure) {
      co_return tl::make_unexpected(DeliveryFailure(std::move(*answer->failure), std::move(receipt)));
    }
    co_return receipt;
  }

 private:
  static Status emit_all(Ways& ways, std::vector<model::Event> events) {
    for (model::Event& event : events) {
      ITK_TRY(ways.emit(std::move(event)));
    }
    return {};
  }

  aws::InvokeAgent call_of(const Execution& execution) const {
    const Identity& identity = execution.identity;
    aws::InvokeAgent call = agent_.call;
    if (call.session_id.empty()) {
      call.session_id = identity.nonce;
    }
    if (execution.leaves_marks) {
      call.session_attributes.insert_or_assign(agent_.nonce_attribute, identity.nonce);
      call.session_attributes.emplace("traceparent", identity.traceparent());
      call.trace_header = identity.xray_header();
    }
    return call;
  }

  AgentCall agent_;
  LateText payload_;
};

}  // namespace

std::unique_ptr<Delivery> compile_bedrock_invoke_agent(const Case& test_case, const settings::Settings& settings,
                                                       Problems& problems) {
  TargetReader target(test_case, settings, problems);
  std::optional<AgentCall> agent = read_agent_call(test_case, target);
  if (!agent) {
    return nullptr;
  }
  std::vector<YamlProblem> said_before;  // when the case was read
  LateText payload = LateText::json(to_json(test_case.payload, said_before));
  return std::make_unique<AgentDelivery>(std::move(*agent), std::move(payload));
}

}  // namespace itk::invoke
