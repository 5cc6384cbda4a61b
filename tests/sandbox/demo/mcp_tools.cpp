#include "tests/sandbox/demo/mcp_tools.h"

#include <array>

#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/demo/incoming.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/lambda_json_log.h"
#include "tests/sandbox/lambda/function.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

struct Tool {
  const char* name;
  const char* description;
};
constexpr std::array k_tools{Tool{"get_order_status", "Where an order is"},
                             Tool{"get_delivery_estimate", "When an order arrives; tells its progress"},
                             Tool{"cancel_order", "Cancels an order, unless it has shipped: and they all have"}};

std::string order_of(const Json::Value& parameters) {
  const Json::Value& order = parameters["arguments"]["order_id"];
  return order.isString() ? order.asString() : order.isIntegral() ? std::to_string(order.asInt64()) : "";
}

Json::Value text_result(const std::string& text, bool is_error) {
  Json::Value content, result;
  content["type"] = "text";
  content["text"] = text;
  result["content"].append(content);
  result["isError"] = is_error;
  return result;
}

Json::Value run(const std::string& tool, const std::string& order) {
  if (order.empty()) {
    return text_result("order_id is required", true);
  }
  if (tool == "cancel_order") {
    return text_result("Order " + order + " has shipped and can no longer be cancelled", true);
  }
  Json::Value found;
  found["order_id"] = order;
  if (tool == "get_order_status") {
    found["status"] = "shipped";
    found["carrier"] = "DHL";
  } else {
    found["days"] = 2;
    found["window"] = "09:00-12:00";
  }
  Json::Value result = text_result(write_document(found), false);
  result["structuredContent"] = found;
  return result;
}

}  // namespace

Json::Value McpTools::list() {
  Json::Value result;
  for (const Tool& each : k_tools) {
    Json::Value tool;
    tool["name"] = each.name;
    tool["description"] = each.description;
    tool["inputSchema"]["type"] = "object";
    tool["inputSchema"]["properties"]["order_id"]["type"] = "string";
    tool["inputSchema"]["required"].append("order_id");
    result["tools"].append(tool);
  }
  return result;
}

std::optional<Json::Value> McpTools::call(const Json::Value& parameters, const HttpRequest& request,
                                          const std::string& session_id, const std::string& request_id) {
  const std::string name = parameters["name"].isString() ? parameters["name"].asString() : "";
  const bool is_known =
      std::any_of(k_tools.begin(), k_tools.end(), [&](const Tool& each) { return each.name == name; });
  if (!is_known) {
    return std::nullopt;
  }
  LambdaJsonLog log(world_, environments_, k_mcp_logs, k_mcp, incoming_trace(request, world_.clock.now()), request_id,
                    lambda::k_latest);
  const auto about_call = [&](JsonLine& line) -> JsonLine& {
    return line.text("service", k_mcp).text("operation", name).text("sessionId", session_id);
  };
  JsonLine asked, answered, call;
  call.text("method", "tools/call").raw("headers", headers_json(request)).raw("params", write_document(parameters));
  about_call(asked).raw("request", call.close());
  log.write("INFO", "Executing tool", asked);
  world_.pace.work(milliseconds(10), milliseconds(30));
  Json::Value result = run(name, order_of(parameters));
  const bool failed = result["isError"].asBool();
  about_call(answered).raw("response", write_document(result));
  log.write(failed ? "ERROR" : "INFO", failed ? "Tool failed" : "Tool finished", answered);
  log.finish("");
  return result;
}

}  // namespace itk::sandbox::demo
