#include "tests/sandbox/aws/protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/aws/uri.h"
#include "common/base/result.h"
#include "tests/sandbox/aws/document.h"

namespace itk::sandbox {
namespace {

constexpr std::string_view k_sqs_target = "AmazonSQS.";
constexpr std::string_view k_logs_target = "Logs_20140328.";
constexpr std::string_view k_sts_version = "2011-06-15";
constexpr std::string_view k_sts_namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char each : text) {
    switch (each) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += each;
    }
  }
  return escaped;
}

HttpResponse write_sts_answer(const std::string& operation, const Json::Value& answer, std::string_view request_id) {
  std::string result;
  for (const std::string& name : answer.getMemberNames()) {
    result += fmt::format("    <{0}>{1}</{0}>\n", name, escape_xml(answer[name].asString()));
  }
  return {200,
          "text/xml",
          {},
          fmt::format("<{0}Response xmlns=\"{1}\">\n  <{0}Result>\n{2}  </{0}Result>\n  <ResponseMetadata>\n"
                      "    <RequestId>{3}</RequestId>\n  </ResponseMetadata>\n</{0}Response>\n",
                      operation, k_sts_namespace, result, request_id)};
}

HttpResponse write_sts_fault(const Fault& fault, std::string_view request_id) {
  return {fault.status,
          "text/xml",
          {},
          fmt::format("<ErrorResponse xmlns=\"{}\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{}</Code>\n"
                      "    <Message>{}</Message>\n  </Error>\n  <RequestId>{}</RequestId>\n</ErrorResponse>\n",
                      k_sts_namespace, escape_xml(fault.type), escape_xml(fault.message), request_id)};
}

std::string_view content_type(Protocol protocol) {
  switch (protocol) {
    case Protocol::SqsJson:
      return "application/x-amz-json-1.0";
    case Protocol::LogsJson:
      return "application/x-amz-json-1.1";
    case Protocol::StsQuery:
      break;
  }
  return "text/xml";
}

HttpResponse with_request_id(HttpResponse response, std::string_view request_id) {
  response.headers.emplace_back("x-amzn-RequestId", request_id);
  return response;
}

}  // namespace

std::map<std::string, std::string> read_form(std::string_view text) {
  std::map<std::string, std::string> form;
  while (!text.empty()) {
    std::string pair(text.substr(0, text.find('&')));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    std::replace(pair.begin(), pair.end(), '+', ' ');
    const std::size_t equals = std::min(pair.find('='), pair.size());
    form[aws::percent_decode(pair.substr(0, equals))] =
        aws::percent_decode(pair.substr(std::min(equals + 1, pair.size())));
  }
  return form;
}

std::optional<Route> find_route(const HttpRequest& request) {
  const std::string target = request.header("x-amz-target");
  if (target.starts_with(k_sqs_target)) {
    return Route{Protocol::SqsJson, target.substr(k_sqs_target.size())};
  }
  if (target.starts_with(k_logs_target)) {
    return Route{Protocol::LogsJson, target.substr(k_logs_target.size())};
  }
  if (request.header("content-type").starts_with("application/x-www-form-urlencoded")) {
    auto form = read_form(request.body);
    if (form["Version"] == k_sts_version) {
      return Route{Protocol::StsQuery, form["Action"]};
    }
  }
  return std::nullopt;
}

std::string_view signing_name(Protocol protocol) {
  switch (protocol) {
    case Protocol::SqsJson:
      return "sqs";
    case Protocol::LogsJson:
      return "logs";
    case Protocol::StsQuery:
      break;
  }
  return "sts";
}

Outcome<Json::Value> read_parameters(Protocol protocol, const HttpRequest& request) {
  if (protocol == Protocol::StsQuery) {
    Json::Value parameters(Json::objectValue);
    for (const auto& [name, value] : read_form(request.body)) {
      parameters[name] = value;
    }
    return parameters;
  }
  auto document = parse_document(request.body.empty() ? "{}" : request.body);
  if (!document) {
    return fail(
        {400,
         protocol == Protocol::SqsJson ? "com.amazon.coral.service#SerializationException" : "SerializationException",
         "The body is not a JSON object.", "MalformedInput"});
  }
  return *std::move(document);
}

Fault to_fault(Protocol protocol, const Refusal& refusal) {
  struct Names {
    std::string_view json, query;
    int query_status;
  };
  static const std::map<Refusal::Kind, Names> names{
      {Refusal::Kind::MissingToken, {"MissingAuthenticationTokenException", "MissingAuthenticationToken", 403}},
      {Refusal::Kind::Incomplete, {"IncompleteSignatureException", "IncompleteSignature", 400}},
      {Refusal::Kind::UnknownKey, {"UnrecognizedClientException", "InvalidClientTokenId", 403}},
      {Refusal::Kind::Mismatch, {"InvalidSignatureException", "SignatureDoesNotMatch", 403}},
  };
  const Names& name = names.at(refusal.kind);
  switch (protocol) {
    case Protocol::SqsJson:
      return {name.query_status, fmt::format("com.amazon.coral.service#{}", name.json), refusal.message,
              std::string(name.query)};
    case Protocol::LogsJson:
      return {400, std::string(name.json), refusal.message, ""};
    case Protocol::StsQuery:
      break;
  }
  return {name.query_status, std::string(name.query), refusal.message, ""};
}

HttpResponse write_answer(const Route& route, const Json::Value& answer, std::string_view request_id) {
  if (route.protocol == Protocol::StsQuery) {
    return with_request_id(write_sts_answer(route.operation, answer, request_id), request_id);
  }
  // Operations without a result answer an empty body in JSON 1.1 (Logs) and "{}" in 1.0 (SQS).
  std::string body = route.protocol == Protocol::LogsJson && answer.empty() ? "" : write_document(answer);
  return with_request_id({200, std::string(content_type(route.protocol)), {}, std::move(body)}, request_id);
}

HttpResponse write_fault(Protocol protocol, const Fault& fault, std::string_view request_id) {
  if (protocol == Protocol::StsQuery) {
    return with_request_id(write_sts_fault(fault, request_id), request_id);
  }
  Json::Value body;
  body["__type"] = fault.type;
  body["message"] = fault.message;
  HttpResponse response{fault.status, std::string(content_type(protocol)), {}, write_document(body)};
  if (protocol == Protocol::SqsJson && !fault.query_code.empty()) {
    response.headers.emplace_back("x-amzn-query-error", fault.query_code + ";Sender");
  }
  return with_request_id(std::move(response), request_id);
}

}  // namespace itk::sandbox
