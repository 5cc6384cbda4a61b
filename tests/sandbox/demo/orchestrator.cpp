#include "tests/sandbox/demo/orchestrator.h"

#include <fmt/format.h>

#include "common/json/raw_json.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/scenario.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

constexpr int k_attempts = 4;

std::string error_json(const AgentError& error) {
  JsonLine line;
  line.text("code", error.code).text("message", error.message);
  return line.close();
}

// The traces that the messages were sent in.
std::vector<std::string> roots_of(const FunctionEvent& event) {
  std::vector<std::string> roots;
  for (const UserMessage& message : event.messages) {
    if (!message.trace_header.empty()) {
      roots.push_back(continue_trace(message.trace_header, {}).root);
    }
  }
  return roots;
}

// What the user gets; the message's id in front where it came from a queue.
std::string response_json(const GatekeeperReply& reply, const std::string& message_id) {
  JsonLine line;
  if (!message_id.empty()) {
    line.text("messageId", message_id);
  }
  if (reply.answer) {
    line.integer("statusCode", 200).text("outcome", reply.blocked ? "blocked" : "answered");
    line.text("answer", *reply.answer);
  } else {
    const bool throttled = reply.answer.error().code == "ThrottlingException";
    line.integer("statusCode", throttled ? 429 : 424).text("outcome", "failed");
    line.text("answer", throttled ? "I am very busy right now, please try again later."
                                  : "Sorry, I could not look up your order.");
  }
  return line.close();
}

}  // namespace

void Orchestrator::log(LambdaTextLog& lambda, std::string_view level, std::string_view location,
                       std::string_view message, const JsonLine& extra) {
  const Timestamp now = world_.clock.now();
  JsonLine line;
  line.text("level", level).text("location", location).text("message", message);
  line.text("timestamp", powertools_time(now)).text("service", k_orchestrator);
  line.flag("cold_start", lambda.is_cold()).text("function_name", k_orchestrator);
  line.text("function_memory_size", "256");
  line.text("function_arn",
            fmt::format("arn:aws:lambda:{}:{}:function:{}", world_.account.region, world_.account.id, k_orchestrator));
  line.text("function_request_id", lambda.request_id()).append(extra);
  line.text("xray_trace_id", lambda.trace().root);
  lambda.write_at(now, line.close());
}

lambda::InvocationResult Orchestrator::run(const lambda::Invocation& invocation) {
  LambdaTextLog lambda(world_, environments_, k_orchestrator_logs, k_orchestrator,
                       continue_trace(invocation.trace_header, world_.clock.now()), invocation.request_id,
                       invocation.version);
  JsonLine received;
  received.raw("event", invocation.event);
  log(lambda, "INFO", "lambda_handler:31", "Received event", received);
  const FunctionEvent event = read_function_event(invocation.event);
  lambda.link(roots_of(event));
  std::string answers;
  for (const UserMessage& message : event.messages) {
    const UserRequest user = read_user_request(message.body);
    if (user.scenario == Scenario::Crash) {
      return crash(lambda);
    }
    answers += (answers.empty() ? "" : ",") + handle(lambda, message, user);
  }
  lambda.finish("");
  std::string payload = answers;
  if (event.from_queue) {
    JsonLine batch;
    payload = batch.raw("batchItemFailures", "[]").raw("responses", "[" + answers + "]").close();
  }
  return {std::move(payload), false, lambda.tail(), lambda.trace().root};
}

// What Python's runtime logs and answers when a handler raises.
lambda::InvocationResult Orchestrator::crash(LambdaTextLog& lambda) {
  constexpr std::string_view frame =
      "  File \"/var/task/app.py\", line 38, in lambda_handler\n    order = event[\"orderId\"]\n";
  lambda.write_at(world_.clock.now(),
                  fmt::format("[ERROR] KeyError: 'orderId'\nTraceback (most recent call last):\n{}", frame));
  lambda.finish("KeyError");
  JsonLine error;
  error.text("errorMessage", "'orderId'").text("errorType", "KeyError").text("requestId", lambda.request_id());
  error.raw("stackTrace", "[" + json::quote(frame) + "]");
  return {error.close(), true, lambda.tail(), lambda.trace().root};
}

std::string Orchestrator::handle(LambdaTextLog& lambda, const UserMessage& message, const UserRequest& user) {
  const AgentRequest request{random_uuid(), user.user_message, user.scenario, lambda.trace(), ""};
  const auto about_message = [&](JsonLine& line) -> JsonLine& {
    line.text("operation", "handle_message");
    if (!message.message_id.empty()) {
      line.text("message_id", message.message_id);
    }
    return line.text("session_id", request.session_id);
  };
  JsonLine asked, answered;
  about_message(asked).raw("request", JsonLine().text("userMessage", user.user_message).close());
  log(lambda, "INFO", "handle_message:44", "Processing message", asked);
  world_.pace.work(milliseconds(8), milliseconds(20));

  const GatekeeperReply reply = ask(lambda, request);

  world_.pace.work(milliseconds(5), milliseconds(12));
  about_message(answered).raw("response", response_json(reply, ""));
  if (!reply.answer) {
    answered.raw("error", error_json(reply.answer.error()));
  }
  log(lambda, reply.answer ? "INFO" : "ERROR", "handle_message:71",
      reply.answer ? "Message processed" : "Message could not be answered", answered);
  return response_json(reply, message.message_id);
}

GatekeeperReply Orchestrator::ask(LambdaTextLog& lambda, const AgentRequest& request) {
  for (int attempt = 1;; ++attempt) {
    const auto about_call = [&](JsonLine& line) -> JsonLine& {
      return line.text("operation", "InvokeAgent")
          .text("agent_name", k_gatekeeper)
          .text("session_id", request.session_id)
          .integer("attempt", attempt);
    };
    JsonLine asked, answered;
    JsonLine body;
    body.text("agentId", k_gatekeeper_id).text("agentAliasId", k_test_alias_id).text("sessionId", request.session_id);
    about_call(asked).raw("request", body.text("inputText", request.input_text).close());
    log(lambda, "INFO", "invoke_agent:88", "Invoking agent", asked);

    AgentRequest call = request;
    call.request_id = random_uuid();
    GatekeeperReply reply = gatekeeper_.invoke(call, attempt);
    about_call(answered).text("bedrock_request_id", reply.request_id);
    if (reply.answer) {
      answered.raw("response", JsonLine().text("completion", *reply.answer).close());
      log(lambda, "INFO", "invoke_agent:97", "Agent answered", answered);
      return reply;
    }
    // Only what Bedrock itself turned away is worth another try here; the model's client has tried again
    // already.
    const bool retry = request.scenario == Scenario::Retry && attempt < k_attempts;
    answered.raw("error", error_json(reply.answer.error()));
    log(lambda, retry ? "WARNING" : "ERROR", "invoke_agent:103",
        retry ? "Agent throttled, trying again" : "Agent failed", answered);
    if (!retry) {
      return reply;
    }
    world_.pace.work(milliseconds(30 << attempt));
  }
}

}  // namespace itk::sandbox::demo
