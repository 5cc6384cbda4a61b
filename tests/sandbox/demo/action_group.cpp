#include "tests/sandbox/demo/action_group.h"

#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/lambda_json_log.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view k_status_function = "get_order_status";

// The event that Bedrock gives to an action group's function.
std::string event_of(const ToolCall& call, const AgentRequest& request) {
  JsonLine agent, parameter, event;
  agent.text("name", k_supervisor).text("id", "SV4XK2M9QD").text("alias", "TSTALIASID").text("version", "DRAFT");
  parameter.text("name", "order_id").text("type", "string").text("value", call.order_id);
  event.text("messageVersion", "1.0").raw("agent", agent.close()).text("sessionId", request.session_id);
  event.text("actionGroup", "orders").text("function", call.function);
  event.raw("parameters", "[" + parameter.close() + "]").text("inputText", request.input_text);
  return event.close();
}

std::string body_of(const ToolCall& call) {
  JsonLine body;
  body.text("order_id", call.order_id);
  if (call.function == k_status_function) {
    body.text("status", "shipped").text("carrier", "DHL");
  } else {
    body.integer("days", 2).text("window", "09:00-12:00");
  }
  return body.close();
}

void describe_error(JsonLine& line) {
  line.text("errorType", "OrderServiceError").text("errorMessage", "order service answered 503");
  line.raw("stackTrace",
           R"(["  File \"/var/task/app.py\", line 41, in lambda_handler\n    return orders.lookup(order_id)\n",)"
           R"("  File \"/var/task/orders.py\", line 17, in lookup\n    raise OrderServiceError(answer.status)\n"])");
}

}  // namespace

ToolResult ActionGroup::run(const ToolCall& call, const AgentRequest& request) {
  LambdaJsonLog log(world_, environments_, k_action_group_logs, k_action_group, request.trace);
  const bool is_status = call.function == k_status_function;
  JsonLine asked;
  asked.text("service", k_action_group).text("operation", call.function).text("sessionId", request.session_id);
  asked.raw("request", event_of(call, request));
  log.write("INFO", "Executing action", asked);

  if (is_status && request.scenario == Scenario::Slow) {
    world_.pace.work(milliseconds(2'500));
  } else {
    world_.pace.work(milliseconds(35), milliseconds(90));
  }

  if (is_status && request.scenario == Scenario::ToolError) {
    JsonLine failed;
    failed.text("service", k_action_group).text("operation", call.function).text("sessionId", request.session_id);
    describe_error(failed);
    log.write("ERROR", "[ERROR] OrderServiceError: order service answered 503", failed);
    log.finish("OrderServiceError");
    return {log.request_id(),
            tl::make_unexpected(AgentError{"DependencyFailedException",
                                           "The server encountered an error processing the Lambda response: "
                                           "OrderServiceError: order service answered 503"})};
  }
  const std::string body = body_of(call);
  if (!is_status && request.scenario == Scenario::LostLog) {
    log.vanish();
    return {log.request_id(), body};
  }
  JsonLine answered;
  answered.text("service", k_action_group).text("operation", call.function).text("sessionId", request.session_id);
  answered.raw("response", body);
  log.write("INFO", "Action finished", answered);
  log.finish("");
  return {log.request_id(), body};
}

}  // namespace itk::sandbox::demo
