#include "tests/sandbox/demo/action_group.h"

#include <json/value.h>

#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/lambda_json_log.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view k_status_function = "get_order_status";

// The event that Bedrock gives to an action group's function.
std::string event_of(const ToolCall& call, const AgentRequest& request) {
  JsonLine agent, parameter, event;
  agent.text("name", k_supervisor).text("id", k_supervisor_id).text("alias", k_test_alias_id).text("version", "DRAFT");
  parameter.text("name", "order_id").text("type", "string").text("value", call.order_id);
  event.text("messageVersion", "1.0").raw("agent", agent.close()).text("sessionId", request.session_id);
  event.text("actionGroup", "orders").text("function", call.function);
  event.raw("parameters", "[" + parameter.close() + "]").text("inputText", request.input_text);
  if (!request.session_attributes.empty()) {
    event.raw("sessionAttributes", request.session_attributes);
    event.raw("promptSessionAttributes", request.prompt_attributes);
  }
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

std::string text_of(const Json::Value& value) { return value.isString() ? value.asString() : ""; }

ToolCall call_in(const Json::Value& event) {
  ToolCall call{text_of(event["function"]), ""};
  if (event["parameters"].isArray()) {
    for (const Json::Value& parameter : event["parameters"]) {
      if (parameter.isObject() && text_of(parameter["name"]) == "order_id") {
        call.order_id = text_of(parameter["value"]);
      }
    }
  }
  return call;
}

Scenario scenario_in(const Json::Value& event) {
  const Json::Value& attributes = event["sessionAttributes"];
  return attributes.isObject() ? scenario_named(text_of(attributes["scenario"])) : Scenario::Happy;
}

// What Bedrock takes as the answer of a function.
std::string response_json(const ToolCall& call, std::string_view body) {
  JsonLine text, response_body, function_response, response;
  response_body.raw("TEXT", text.text("body", body).close());
  function_response.raw("responseBody", response_body.close());
  response.text("actionGroup", "orders").text("function", call.function);
  return response.raw("functionResponse", function_response.close()).close();
}

}  // namespace

ToolResult ActionGroup::run(const ToolCall& call, const AgentRequest& request) {
  LambdaJsonLog log(world_, environments_, k_action_group_logs, k_action_group, request.trace, random_uuid(),
                    lambda::k_latest);
  return work(call, request, log);
}

lambda::InvocationResult ActionGroup::handle(const lambda::Invocation& invocation) {
  const Json::Value event = parse_document(invocation.event).value_or(Json::Value(Json::objectValue));
  const ToolCall call = call_in(event);
  const AgentRequest request{text_of(event["sessionId"]), text_of(event["inputText"]), scenario_in(event),
                             continue_trace(invocation.trace_header, world_.clock.now()), ""};
  LambdaJsonLog log(world_, environments_, k_action_group_logs, k_action_group, request.trace, invocation.request_id,
                    invocation.version);
  const ToolResult result = work(call, request, log);
  JsonLine payload;
  if (result.answer) {
    payload.text("messageVersion", "1.0").raw("response", response_json(call, *result.answer));
  } else {
    describe_error(payload);
    payload.text("requestId", invocation.request_id);
  }
  return {payload.close(), !result.answer, log.tail(), request.trace.root};
}

ToolResult ActionGroup::work(const ToolCall& call, const AgentRequest& request, LambdaJsonLog& log) {
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
