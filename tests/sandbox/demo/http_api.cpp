#include "tests/sandbox/demo/http_api.h"

#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/incoming.h"
#include "tests/sandbox/demo/json_line.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

constexpr int k_attempts = 4;

// What API Gateway gives to a function, format 2.0.
std::string event_of(const HttpRequest& request, const std::string& route, const std::string& request_id) {
  JsonLine http, context, event;
  http.text("method", request.method).text("path", request.target);
  context.raw("http", http.close()).text("requestId", request_id);
  event.text("version", "2.0").text("routeKey", route).raw("headers", headers_json(request));
  event.raw("requestContext", context.close()).raw("body", body_json(request.body));
  return event.close();
}

HttpResponse response_of(const GatekeeperReply& reply, const std::string& session_id) {
  JsonLine body;
  body.text("session_id", session_id);
  if (reply.answer) {
    body.text("outcome", reply.blocked ? "blocked" : "answered").text("answer", *reply.answer);
    return {200, "application/json", {}, body.close()};
  }
  body.text("outcome", "failed").text("error", reply.answer.error().code);
  body.text("message", reply.answer.error().message);
  return {reply.answer.error().code == "ThrottlingException" ? 429 : 502, "application/json", {}, body.close()};
}

}  // namespace

HttpResponse HttpApi::answer(const HttpRequest& request, const std::string& route, const std::string& request_id) {
  const UserRequest user = read_user_request(request.body);
  AgentRequest asked{random_uuid(), user.user_message, user.scenario, incoming_trace(request, world_.clock.now()), ""};
  LambdaJsonLog log(world_, environments_, k_http_api_logs, k_http_api, asked.trace, request_id, lambda::k_latest);
  const auto about_request = [&](JsonLine& line) -> JsonLine& {
    return line.text("service", k_http_api).text("operation", route).text("sessionId", asked.session_id);
  };
  JsonLine received, answered;
  about_request(received).raw("request", event_of(request, route, request_id));
  log.write("INFO", "Handling request", received);

  const GatekeeperReply reply = ask(log, asked);

  HttpResponse response = response_of(reply, asked.session_id);
  about_request(answered).integer("statusCode", response.status).raw("response", response.body);
  log.write(reply.answer ? "INFO" : "ERROR", "Request handled", answered);
  log.finish(reply.answer ? "" : "AgentError");
  response.headers.emplace_back("apigw-requestid", request_id);
  return response;
}

GatekeeperReply HttpApi::ask(LambdaJsonLog& log, AgentRequest request) {
  for (int attempt = 1;; ++attempt) {
    request.request_id = random_uuid();
    const auto about_call = [&](JsonLine& line) -> JsonLine& {
      return line.text("service", k_http_api)
          .text("operation", "InvokeAgent")
          .text("agent_name", k_gatekeeper)
          .text("sessionId", request.session_id)
          .integer("attempt", attempt);
    };
    JsonLine asked, answered, body;
    body.text("agentId", k_gatekeeper_id).text("sessionId", request.session_id);
    about_call(asked).raw("request", body.text("inputText", request.input_text).close());
    log.write("INFO", "Invoking agent", asked);
    GatekeeperReply reply = gatekeeper_.invoke(request, attempt);
    about_call(answered).text("bedrock_request_id", reply.request_id);
    if (reply.answer) {
      answered.raw("response", JsonLine().text("completion", *reply.answer).close());
      log.write("INFO", "Agent answered", answered);
      return reply;
    }
    JsonLine error;
    error.text("code", reply.answer.error().code).text("message", reply.answer.error().message);
    log.write("ERROR", "Agent failed", answered.raw("error", error.close()));
    if (request.scenario != Scenario::Retry || attempt == k_attempts) {
      return reply;
    }
    world_.pace.work(milliseconds(30 << attempt));
  }
}

}  // namespace itk::sandbox::demo
