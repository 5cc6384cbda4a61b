#include "tests/sandbox/agentcore/service.h"

#include <fmt/format.h>

#include "common/base/result.h"
#include "common/json/raw_json.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/json_line.h"

namespace itk::sandbox::agentcore {
namespace {

constexpr const char* k_session_header = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";

Fault not_found(const std::string& what) {
  return {404, "ResourceNotFoundException",
          fmt::format("No endpoint or agent found with qualifier 'DEFAULT' for {}", what), ""};
}

Outcome<std::string> session_of(const RestCall& call) {
  std::string session = call.http.header(k_session_header);
  if (session.empty()) {
    return random_uuid();
  }
  if (session.size() < 33 || session.size() > 256) {
    return fail({400, "ValidationException",
                 fmt::format("1 validation error detected: Value '{}' at 'runtimeSessionId' failed to satisfy "
                             "constraint: Member must have length between 33 and 256",
                             session),
                 ""});
  }
  return session;
}

// The answer word by word, as server-sent events.
void send_events(const Send& send, std::string_view text) {
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::size_t size = space == std::string_view::npos ? text.size() : space + 1;
    send(fmt::format("data: {}\n\n", json::quote(text.substr(0, size))));
    text.remove_prefix(size);
  }
}

}  // namespace

std::string runtime_arn(const Account& account) {
  return fmt::format("arn:aws:bedrock-agentcore:{}:{}:runtime/{}", account.region, account.id, demo::k_runtime_id);
}

std::string AgentCoreService::operation(const RestCall& call) const {
  if (call.path.size() == 3 && call.path[2] == "invocations") {
    return "InvokeAgentRuntime";
  }
  return call.path.size() == 1 ? "ListAgentRuntimes" : "GetAgentRuntime";
}

HttpResponse AgentCoreService::answer(const RestCall& call) {
  const bool is_invocation = call.http.method == "POST" && operation(call) == "InvokeAgentRuntime";
  auto response = is_invocation ? invoke(call) : look_up(call);
  return response ? *std::move(response) : write_fault(response.error());
}

Outcome<HttpResponse> AgentCoreService::invoke(const RestCall& call) {
  const auto qualifier = call.query.find("qualifier");
  const bool is_default = qualifier == call.query.end() || qualifier->second == "DEFAULT";
  if (demo_ == nullptr || call.path[1] != runtime_arn(account_) || !is_default) {
    return fail(not_found(call.path[1]));
  }
  ITK_TRY_ASSIGN(const std::string session, session_of(call));
  const demo::RuntimeReply reply = demo_->runtime_agent().invoke(call.http, session, call.request_id);
  if (!reply.answer) {
    return fail({424, "RuntimeClientError",
                 "Received error (500) from runtime. Please check your CloudWatch logs for more information.", ""});
  }
  HttpResponse response{200, "application/json", {{k_session_header, session}}, ""};
  if (reply.is_streamed) {
    response.content_type = "text/event-stream";
    response.stream = [text = *reply.answer](const Send& send) { send_events(send, text); };
  } else {
    response.body = demo::JsonLine().text("result", *reply.answer).close();
  }
  return response;
}

Json::Value AgentCoreService::describe() const {
  Json::Value runtime;
  runtime["agentRuntimeArn"] = runtime_arn(account_);
  runtime["agentRuntimeId"] = std::string(demo::k_runtime_id);
  runtime["agentRuntimeName"] = "itk_demo";
  runtime["agentRuntimeVersion"] = "1";
  runtime["status"] = "READY";
  runtime["description"] = "Answers questions about orders";
  runtime["lastUpdatedAt"] = runtime["createdAt"] = "2026-09-01T08:00:00.123456+00:00";
  return runtime;
}

Outcome<HttpResponse> AgentCoreService::look_up(const RestCall& call) const {
  if (call.http.method == "POST" && call.path.size() == 1) {
    Json::Value answer;
    answer["agentRuntimes"] = Json::Value(Json::arrayValue);
    if (demo_ != nullptr) {
      answer["agentRuntimes"].append(describe());
    }
    return HttpResponse{200, "application/json", {}, write_document(answer)};
  }
  if (call.http.method != "GET" || call.path.size() != 2) {
    return fail({404, "UnknownOperationException",
                 fmt::format("itk-sandbox serves InvokeAgentRuntime, ListAgentRuntimes and GetAgentRuntime, not {} {}",
                             call.http.method, call.http.target),
                 ""});
  }
  if (demo_ == nullptr || call.path[1] != demo::k_runtime_id) {
    return fail(not_found(call.path[1]));
  }
  return HttpResponse{200, "application/json", {}, write_document(describe())};
}

}  // namespace itk::sandbox::agentcore
