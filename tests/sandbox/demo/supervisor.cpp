#include "tests/sandbox/demo/supervisor.h"

#include <fmt/format.h>

#include <future>

#include "common/base/result.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/python_repr.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

}  // namespace

Supervisor::Supervisor(World& world, ActionGroup& tools, Model& model)
    : world_(world),
      tools_(tools),
      model_(model),
      stream_(world, k_supervisor_logs, stream_date(world.clock.now()) + "/[runtime-logs]" + random_hex(12)) {}

void Supervisor::log(std::string_view level, std::string_view logger, std::string_view operation,
                     std::string_view message) {
  const Timestamp now = world_.clock.now();
  JsonLine line;
  line.text("appname", k_supervisor).text("level", level).text("logger_name", logger).text("operation", operation);
  line.text("message", message).text("timestamp", naive_microseconds(now));
  stream_.write_at(now, line.close());
}

AgentAnswer Supervisor::invoke(const AgentRequest& request) {
  const OpenSpan span = model_.open(fmt::format("invoke_agent {}", k_supervisor), "invoke_agent", "SERVER", "");
  log("INFO", "supervisor.agent", "InvokeAgent",
      "Invoking agent with " + python_dict({{"sessionId", request.session_id}, {"inputText", request.input_text}}));
  AgentAnswer answer = work(request, span);
  if (answer) {
    log("INFO", "supervisor.agent", "InvokeAgent",
        "Agent response received: " + python_dict({{"sessionId", request.session_id}, {"completion", *answer}}));
  } else {
    const Timestamp now = world_.clock.now();
    request.tell({k_supervisor, 0, now, now, Failed{answer.error().code, answer.error().message}});
    log("ERROR", "supervisor.agent", "InvokeAgent",
        "Agent invocation failed: " +
            python_dict(
                {{"sessionId", request.session_id}, {"code", answer.error().code}, {"error", answer.error().message}}));
  }
  const std::string error_type = answer ? "" : answer.error().code;
  model_.close(span, request, {error_type, 0, 0, 0, "end_turn", ""});
  return answer;
}

AgentAnswer Supervisor::work(const AgentRequest& request, const OpenSpan& span) {
  const auto reason = [&](int loop, std::string text) {
    const Timestamp now = world_.clock.now();
    request.tell({k_supervisor, loop, now, now, Reasoned{std::move(text)}});
  };
  const Timestamp start = world_.clock.now();
  world_.pace.work(milliseconds(8), milliseconds(20));
  ITK_TRY(model_.converse(request, span, 0, "get_order_status, get_delivery_estimate", "tool_use"));
  reason(0, "The user asks about an order: I need its status and the delivery estimate, and can look up both at once.");
  ITK_TRY(run_tools(request));
  AgentAnswer answer = model_.converse(
      request, span, 1, fmt::format("Order {} has shipped and arrives in two days.", request.order()), "end_turn");
  if (answer) {
    reason(1, "Both tools have answered: I can tell the user.");
    request.tell({k_supervisor, 1, start, world_.clock.now(), Finished{*answer}});
  }
  return answer;
}

AgentAnswer Supervisor::run_tools(const AgentRequest& request) {
  const std::string order_id = request.order();
  auto estimate = std::async(std::launch::async, [&] {
    return run_tool({"get_delivery_estimate", order_id}, request);
  });
  const ToolResult status = run_tool({"get_order_status", order_id}, request);
  const ToolResult when = estimate.get();
  return status.answer ? when.answer : status.answer;
}

ToolResult Supervisor::run_tool(const ToolCall& call, const AgentRequest& request) {
  log("INFO", "supervisor.tools", call.function,
      "Calling action group with " + python_dict({{"sessionId", request.session_id},
                                                  {"actionGroup", "orders"},
                                                  {"function", call.function},
                                                  {"order_id", call.order_id}}));
  const Timestamp start = world_.clock.now();
  request.tell({k_supervisor, 0, start, start, ToolCalled{call.function, call.order_id}});
  ToolResult result = tools_.run(call, request);
  if (result.answer) {
    request.tell({k_supervisor, 0, start, world_.clock.now(), ToolAnswered{*result.answer, result.request_id}});
    log("INFO", "supervisor.tools", call.function,
        "Action group response received: " + python_dict({{"sessionId", request.session_id},
                                                          {"function", call.function},
                                                          {"requestId", result.request_id},
                                                          {"responseBody", *result.answer}}));
  } else {
    log("ERROR", "supervisor.tools", call.function,
        "Action group failed: " + python_dict({{"sessionId", request.session_id},
                                               {"function", call.function},
                                               {"requestId", result.request_id},
                                               {"error", result.answer.error().message}}));
  }
  return result;
}

}  // namespace itk::sandbox::demo
