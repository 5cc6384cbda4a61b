#include "tests/sandbox/lambda/service.h"

#include <fmt/format.h>

#include "common/base/result.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/lambda/compact.h"
#include "tests/sandbox/lambda/function_name.h"
#include "tests/sandbox/lambda/lookup.h"

namespace itk::sandbox::lambda {
namespace {

constexpr int k_background_threads = 8;
constexpr std::size_t k_most_synchronous = 6 * 1024 * 1024;
constexpr std::size_t k_most_asynchronous = 1024 * 1024;

// What every function has: one published version, and an alias that points at it.
constexpr std::string_view k_published = "1";
constexpr std::string_view k_alias = "live";

std::string_view version_of(std::string_view qualifier) {
  if (qualifier.empty() || qualifier == k_latest) {
    return k_latest;
  }
  return qualifier == k_alias || qualifier == k_published ? k_published : "";
}

Outcome<FunctionName> requested(const RestCall& call, const Account& account) {
  const auto named = read_function_name(call.path[2], account);
  if (!named) {
    return fail({404, "ResourceNotFoundException", "Function not found: " + call.path[2], ""});
  }
  FunctionName function = *named;
  const auto given = call.query.find("Qualifier");
  if (given != call.query.end()) {
    if (!function.qualifier.empty() && function.qualifier != given->second) {
      return fail({400, "InvalidParameterValueException",
                   "The derived qualifier from the function name does not match the specified qualifier.", ""});
    }
    function.qualifier = given->second;
  }
  return function;
}

enum class InvocationType { RequestResponse, Event, DryRun };

Outcome<InvocationType> invocation_type_of(const HttpRequest& request) {
  const std::string given = request.header("x-amz-invocation-type");
  if (given.empty() || given == "RequestResponse") {
    return InvocationType::RequestResponse;
  }
  if (given == "Event") {
    return InvocationType::Event;
  }
  if (given == "DryRun") {
    return InvocationType::DryRun;
  }
  return fail({400, "InvalidParameterValueException", fmt::format("Unrecognized invocation type: {}", given), ""});
}

Outcome<std::string> event_of(const HttpRequest& request, InvocationType type) {
  const bool asynchronous = type == InvocationType::Event;
  const std::size_t most = asynchronous ? k_most_asynchronous : k_most_synchronous;
  if (request.body.size() > most) {
    return fail({413, "RequestTooLargeException",
                 fmt::format("{} byte payload is too large for the {} invocation type (limit {} bytes)",
                             request.body.size(), asynchronous ? "Event" : "RequestResponse", most),
                 ""});
  }
  const auto event = compact_json(request.body.empty() ? "{}" : request.body);
  if (!event) {
    return fail({400, "InvalidRequestContentException", "Could not parse request body into json", ""});
  }
  return *event;
}

}  // namespace

LambdaService::LambdaService(const Account& account) : account_(account), background_(k_background_threads) {}

std::string LambdaService::operation(const RestCall& call) const {
  if (call.path.size() < 2 || call.path[1] != "functions") {
    return "GetAccountSettings";
  }
  if (call.path.size() == 4) {
    return call.path[3] == "invocations" ? "Invoke" : "GetFunctionConfiguration";
  }
  return call.path.size() == 2 ? "ListFunctions" : "GetFunction";
}

HttpResponse LambdaService::write_fault(const Fault& fault) const {
  Json::Value body;
  body["Type"] = fault.status < 500 ? "User" : "Service";
  body["Message"] = fault.message;
  return {fault.status, "application/json", {{"x-amzn-ErrorType", fault.type}}, write_document(body)};
}

HttpResponse LambdaService::answer(const RestCall& call) {
  if (call.http.method == "POST" && operation(call) == "Invoke") {
    auto response = invoke(call);
    return response ? *std::move(response) : write_fault(response.error());
  }
  const auto found = look_up(call);
  return found ? HttpResponse{200, "application/json", {}, write_document(*found)} : write_fault(found.error());
}

Outcome<std::pair<FunctionName, std::string_view>> LambdaService::find(const RestCall& call) const {
  ITK_TRY_ASSIGN(const FunctionName function, requested(call, account_));
  const std::string_view version = version_of(function.qualifier);
  if (!functions_.contains(function.name) || version.empty()) {
    return fail({404, "ResourceNotFoundException", "Function not found: " + function_arn(function, account_), ""});
  }
  return std::pair(function, version);
}

Outcome<Json::Value> LambdaService::look_up(const RestCall& call) const {
  const std::string what = operation(call);
  const bool is_known = call.path.size() < 4 || call.path[3] == "configuration";
  if (call.http.method != "GET" || !is_known) {
    return fail({404, "UnknownOperationException",
                 fmt::format("itk-sandbox does not serve {} {} of Lambda", call.http.method, call.http.target), ""});
  }
  Json::Value answer;
  if (what == "GetAccountSettings") {
    return describe_account(functions_.size());
  }
  if (what == "ListFunctions") {
    answer["Functions"] = Json::Value(Json::arrayValue);
    for (const auto& [name, handler] : functions_) {
      answer["Functions"].append(describe_function({name, ""}, k_latest, account_));
    }
    return answer;
  }
  ITK_TRY_ASSIGN(const auto found, find(call));
  Json::Value configuration = describe_function(found.first, found.second, account_);
  if (what == "GetFunctionConfiguration") {
    return configuration;
  }
  answer["Configuration"] = configuration;
  answer["Code"]["RepositoryType"] = "S3";
  return answer;
}

Outcome<HttpResponse> LambdaService::invoke(const RestCall& call) {
  ITK_TRY_ASSIGN(const auto found, find(call));
  const Handler& handler = functions_.at(found.first.name);
  ITK_TRY_ASSIGN(const InvocationType type, invocation_type_of(call.http));
  ITK_TRY_ASSIGN(std::string event, event_of(call.http, type));
  const Invocation invocation{call.request_id, std::move(event), call.http.header("x-amzn-trace-id"),
                              std::string(found.second)};
  switch (type) {
    case InvocationType::DryRun:
      return HttpResponse{204, "application/json", {}, ""};
    case InvocationType::Event:
      background_.run([run = handler, invocation] { run(invocation); });
      return HttpResponse{202, "application/json", {}, ""};
    case InvocationType::RequestResponse:
      break;
  }
  return respond(handler, invocation, call.http.header("x-amz-log-type") == "Tail");
}

HttpResponse LambdaService::respond(const Handler& handler, const Invocation& invocation, bool with_log) const {
  InvocationResult result = handler(invocation);
  HttpResponse response{
      200,
      "application/json",
      {{"X-Amz-Executed-Version", invocation.version}, {"X-Amzn-Trace-Id", fmt::format("Root={}", result.trace_root)}},
      std::move(result.payload)};
  if (result.raised) {
    response.headers.emplace_back("X-Amz-Function-Error", "Unhandled");
  }
  if (with_log) {
    response.headers.emplace_back("X-Amz-Log-Result", base64_encode(result.log_tail));
  }
  return response;
}

}  // namespace itk::sandbox::lambda
