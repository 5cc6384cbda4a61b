#include "tests/sandbox/aws/protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/aws/uri.h"
#include "common/base/result.h"
#include "tests/sandbox/aws/document.h"
#include "tests/sandbox/aws/query_xml.h"

namespace itk::sandbox {
namespace {

constexpr std::string_view k_coral = "com.amazon.coral.service#";

std::string_view content_type(Protocol protocol) {
  return protocol == Protocol::Json10 ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";
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

Outcome<Json::Value> read_parameters(Protocol protocol, const HttpRequest& request) {
  if (protocol == Protocol::Query) {
    Json::Value parameters(Json::objectValue);
    for (const auto& [name, value] : read_form(request.body)) {
      parameters[name] = value;
    }
    return parameters;
  }
  auto document = parse_document(request.body.empty() ? "{}" : request.body);
  if (!document) {
    return fail({400, fmt::format("{}SerializationException", protocol == Protocol::Json10 ? k_coral : ""),
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
      {Refusal::Kind::Expired, {"ExpiredTokenException", "ExpiredToken", 403}},
  };
  const Names& name = names.at(refusal.kind);
  switch (protocol) {
    case Protocol::Json10:
      return {name.query_status, fmt::format("{}{}", k_coral, name.json), refusal.message, std::string(name.query)};
    case Protocol::Json11:
      return {400, std::string(name.json), refusal.message, ""};
    case Protocol::Query:
      break;
  }
  return {name.query_status, std::string(name.query), refusal.message, ""};
}

HttpResponse write_answer(const Route& route, const Json::Value& answer, std::string_view request_id) {
  const Protocol protocol = route.service->protocol;
  if (protocol == Protocol::Query) {
    return with_request_id(write_query_answer(route, answer, request_id), request_id);
  }
  // Operations without a result answer an empty body in JSON 1.1 (Logs) and "{}" in 1.0 (SQS).
  std::string body = protocol == Protocol::Json11 && answer.empty() ? "" : write_document(answer);
  return with_request_id({200, std::string(content_type(protocol)), {}, std::move(body)}, request_id);
}

HttpResponse write_fault(const ServiceInfo& service, const Fault& fault, std::string_view request_id) {
  if (service.protocol == Protocol::Query) {
    return with_request_id(write_query_fault(service, fault, request_id), request_id);
  }
  Json::Value body;
  body["__type"] = fault.type;
  body["message"] = fault.message;
  HttpResponse response{fault.status, std::string(content_type(service.protocol)), {}, write_document(body)};
  if (service.protocol == Protocol::Json10 && !fault.query_code.empty()) {
    response.headers.emplace_back("x-amzn-query-error",
                                  fault.query_code + (fault.status < 500 ? ";Sender" : ";Receiver"));
  }
  return with_request_id(std::move(response), request_id);
}

}  // namespace itk::sandbox
