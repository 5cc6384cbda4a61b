#include "tests/sandbox/web/mcp_service.h"

#include <array>

#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::web {
namespace {

constexpr std::array<std::string_view, 2> k_versions{"2025-06-18", "2025-03-26"};
constexpr const char* k_session_header = "Mcp-Session-Id";

// Codes of JSON-RPC 2.0.
constexpr int k_parse_error = -32700;
constexpr int k_invalid_request = -32600;
constexpr int k_method_not_found = -32601;
constexpr int k_invalid_params = -32602;

bool is_version(std::string_view version) { return version == k_versions[0] || version == k_versions[1]; }

HttpResponse json(int status, const Json::Value& body) {
  return {status, "application/json", {}, write_document(body)};
}

HttpResponse error(int status, const Json::Value& id, int code, const std::string& text) {
  Json::Value body;
  body["jsonrpc"] = "2.0";
  body["id"] = id;
  body["error"]["code"] = code;
  body["error"]["message"] = text;
  return json(status, body);
}

Json::Value result_of(const Json::Value& message, const Json::Value& result) {
  Json::Value body;
  body["jsonrpc"] = "2.0";
  body["id"] = message["id"];
  body["result"] = result;
  return body;
}

std::string event(const Json::Value& message) { return "event: message\ndata: " + write_document(message) + "\n\n"; }

// Progress for the token that the caller gave, half way.
Json::Value progress_of(const Json::Value& message) {
  Json::Value notification;
  notification["jsonrpc"] = "2.0";
  notification["method"] = "notifications/progress";
  notification["params"]["progressToken"] = message["params"]["_meta"]["progressToken"];
  notification["params"]["progress"] = 1;
  notification["params"]["total"] = 2;
  return notification;
}

bool is_object_or_absent(const Json::Value& value) { return value.isNull() || value.isObject(); }

}  // namespace

std::string McpService::operation(const RestCall& call) const {
  const auto message = parse_document(call.http.body);
  return message && (*message)["method"].isString() ? (*message)["method"].asString() : call.http.method;
}

HttpResponse McpService::write_fault(const Fault& fault) const {
  return error(fault.status, Json::Value(), -32000, fault.message);
}

bool McpService::is_open(const std::string& session) {
  const std::lock_guard lock(mutex_);
  return sessions_.contains(session);
}

HttpResponse McpService::answer(const RestCall& call) {
  const std::string session = call.http.header(k_session_header);
  if (call.http.method == "DELETE") {
    const std::lock_guard lock(mutex_);
    return {sessions_.erase(session) == 1 ? 204 : 404, "application/json", {}, ""};
  }
  if (call.http.method != "POST") {
    return {405, "application/json", {{"Allow", "POST, DELETE"}}, ""};
  }
  const std::string accept = call.http.header("accept");
  if (accept.find("application/json") == std::string::npos || accept.find("text/event-stream") == std::string::npos) {
    return error(406, Json::Value(), k_invalid_request,
                 "Not Acceptable: Client must accept both application/json and text/event-stream");
  }
  const auto message = parse_document(call.http.body);
  if (!message) {
    return error(400, Json::Value(), k_parse_error, "Parse error");
  }
  if ((*message)["jsonrpc"] != "2.0" || !(*message)["method"].isString() ||
      !is_object_or_absent((*message)["params"])) {
    return error(400, (*message)["id"], k_invalid_request, "Invalid Request");
  }
  if ((*message)["method"] == "initialize") {
    return initialize(*message);
  }
  if (session.empty()) {
    return error(400, (*message)["id"], k_invalid_request, "Bad Request: Mcp-Session-Id header is required");
  }
  if (!is_open(session)) {
    return error(404, (*message)["id"], k_invalid_request, "Session not found");
  }
  const std::string version = call.http.header("mcp-protocol-version");
  if (!version.empty() && !is_version(version)) {
    return error(400, (*message)["id"], k_invalid_request, "Bad Request: Unsupported protocol version: " + version);
  }
  return dispatch(*message, call, session);
}

HttpResponse McpService::initialize(const Json::Value& message) {
  const std::string session = random_uuid();
  {
    const std::lock_guard lock(mutex_);
    sessions_.insert(session);
  }
  const Json::Value& asked = message["params"]["protocolVersion"];
  const bool is_known = asked.isString() && is_version(asked.asString());
  Json::Value result;
  result["protocolVersion"] = is_known ? asked : Json::Value(std::string(k_versions[0]));
  result["capabilities"]["tools"]["listChanged"] = false;
  result["serverInfo"]["name"] = "itk-demo-mcp";
  result["serverInfo"]["version"] = "1.0.0";
  HttpResponse response = json(200, result_of(message, result));
  response.headers.emplace_back(k_session_header, session);
  return response;
}

HttpResponse McpService::dispatch(const Json::Value& message, const RestCall& call, const std::string& session) {
  const std::string method = message["method"].asString();
  if (!message.isMember("id")) {  // a notification
    return {202, "application/json", {}, ""};
  }
  if (method == "ping") {
    return json(200, result_of(message, Json::Value(Json::objectValue)));
  }
  if (method == "tools/list") {
    return json(200, result_of(message, demo::McpTools::list()));
  }
  if (method == "tools/call") {
    return call_tool(message, call, session);
  }
  return error(200, message["id"], k_method_not_found, "Method not found");
}

HttpResponse McpService::call_tool(const Json::Value& message, const RestCall& call, const std::string& session) {
  if (!message["params"].isObject() || !is_object_or_absent(message["params"]["arguments"]) ||
      !is_object_or_absent(message["params"]["_meta"])) {
    return error(200, message["id"], k_invalid_params, "Invalid params");
  }
  const auto result = tools_.call(message["params"], call.http, session, call.request_id);
  if (!result) {
    return error(200, message["id"], k_invalid_params, "Unknown tool: " + message["params"]["name"].asString());
  }
  const Json::Value answer = result_of(message, *result);
  if (message["params"]["name"] != "get_delivery_estimate") {
    return json(200, answer);
  }
  HttpResponse response{200, "text/event-stream", {{"Cache-Control", "no-cache"}}, ""};
  response.stream = [message, answer](const Send& send) {
    if (message["params"]["_meta"].isMember("progressToken")) {
      send(event(progress_of(message)));
    }
    send(event(answer));
  };
  return response;
}

}  // namespace itk::sandbox::web
