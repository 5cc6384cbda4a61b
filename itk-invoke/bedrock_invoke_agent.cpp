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

// The payloads of all parts of a type, as a list.
void write_parts(json::ObjectWriter& response, std::string_view type, const aws::AgentAnswer& answer) {
  std::string list;
  for (const aws::AgentPart& part : answer.parts) {
    if (part.type == type) {
      (list += list.empty() ? "[" : ",") += json::make_payload(part.payload).json.text;
    }
  }
  if (!list.empty()) {
    response.raw(type, list + "]");
  }
}

// {"completion":"...","contentType":"text/plain","sessionId":"...","attributions":[...],"returnControl":[...],
// "files":[...]}; all but completion and session only where they came.
RawJson response_of(const aws::AgentAnswer& answer) {
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
  write_parts(response, "returnControl", answer);
  write_parts(response, "files", answer);
  response.close();
  return {std::move(text)};
}

class AgentDelivery final : public Delivery {
 public:
  AgentDelivery(AgentCall agent, RawJson request) : agent_(std::move(agent)), request_(std::move(request)) {}

  std::string target() const override {
    const std::string& alias = agent_.call.alias_id;
    return fmt::format("{}/{}", agent_.call.agent_id, alias.empty() ? "version " + agent_.version : alias);
  }
  RawJson request() const override { return request_; }
  aws::Service service() const override { return aws::Service::BedrockAgentRuntime; }
  std::string region() const override { return agent_.region; }
  std::string account() const override { return ""; }

  Status connect(AwsAccess& aws) override {
    ITK_TRY(aws.client(aws::Service::BedrockAgentRuntime, agent_.region));
    if (agent_.call.alias_id.empty()) {
      ITK_TRY_ASSIGN(aws::Client * agents, aws.client(aws::Service::BedrockAgent, agent_.region));
      ITK_TRY_ASSIGN(agent_.call.alias_id, aws::resolve_agent_version(*agents, agent_.call.agent_id, agent_.version));
    }
    return {};
  }

  tl::expected<Receipt, DeliveryFailure> send(AwsAccess& aws, const Identity& identity) const override {
    Result<aws::Client*> client = aws.client(aws::Service::BedrockAgentRuntime, agent_.region);
    if (!client) {
      return tl::make_unexpected(DeliveryFailure{std::move(client).error(), {}});
    }
    const aws::InvokeAgent call = call_of(identity);
    Receipt receipt;
    receipt.ids = {ids::make_id(ids::Kind::Session, call.session_id)};
    Result<aws::AgentAnswer> answer = aws::invoke_agent(**client, call);
    if (!answer) {
      receipt.attempts = (*client)->last_call().attempts;
      receipt.http_status = (*client)->last_call().status;
      return tl::make_unexpected(DeliveryFailure{std::move(answer).error(), std::move(receipt)});
    }
    if (answer->session_id.empty()) {
      answer->session_id = call.session_id;
    }
    read_answer(*answer, identity, receipt);
    if (answer->failure) {
      return tl::make_unexpected(DeliveryFailure{std::move(*answer->failure), std::move(receipt)});
    }
    return receipt;
  }

 private:
  aws::InvokeAgent call_of(const Identity& identity) const {
    aws::InvokeAgent call = agent_.call;
    if (call.session_id.empty()) {
      call.session_id = identity.nonce;
    }
    call.session_attributes.insert_or_assign(agent_.nonce_attribute, identity.nonce);
    call.session_attributes.emplace("traceparent", identity.traceparent());
    call.trace_header = identity.xray_header();
    return call;
  }

  static void read_answer(const aws::AgentAnswer& answer, const Identity& identity, Receipt& receipt) {
    receipt.status = "ok";
    receipt.request_id = answer.request_id;
    receipt.attempts = answer.attempts;
    receipt.http_status = answer.http_status;
    receipt.response = response_of(answer);
    std::vector<std::string> ids = receipt.ids;
    ids.push_back(ids::make_id(ids::Kind::Nonce, identity.nonce));
    ids::canonicalise(ids);
    AgentTrace trace(identity.nonce + "-agent", std::move(ids));
    for (const aws::AgentPart& part : answer.parts) {
      if (part.type != "files") {
        trace.add(part);
      }
    }
    receipt.events = trace.take();
  }

  AgentCall agent_;
  RawJson request_;
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
  RawJson request{to_json(test_case.payload, said_before)};
  return std::make_unique<AgentDelivery>(std::move(*agent), std::move(request));
}

}  // namespace itk::invoke
