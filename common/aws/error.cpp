#include "common/aws/error.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/aws/retry.h"
#include "common/aws/xml.h"
#include "common/base/text.h"
#include "common/json/parser.h"

namespace itk::aws {
namespace {

constexpr std::size_t k_longest_body_in_message = 300;

struct Fault {
  std::string code, message, request_id;
};

// "com.amazonaws.sqs#QueueDoesNotExist:http://..." -> "QueueDoesNotExist"
std::string short_code(std::string_view code) {
  code = code.substr(0, code.find(':'));
  const std::size_t hash = code.rfind('#');
  return std::string(trim(hash == std::string_view::npos ? code : code.substr(hash + 1)));
}

// A body that no service of AWS wrote, in one line.
std::string excerpt(std::string_view body) {
  std::string line;
  for (const std::string& word : split_list(std::string(body.substr(0, k_longest_body_in_message)), '\n')) {
    line += line.empty() ? word : " " + word;
  }
  return body.size() > k_longest_body_in_message ? line + " ..." : line;
}

std::string first_string(const std::vector<json::Member>& members, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const json::Value* value = json::find(members, key);
    if (value != nullptr && value->kind == json::Kind::String && !value->text.empty()) {
      return std::string(value->text);
    }
  }
  return {};
}

Fault read_json(std::string_view body) {
  json::Parser parser;
  const json::PaddedText padded(body);
  const auto members = parser.object(padded.view());
  if (!members) {
    return {};
  }
  return {
      first_string(**members, {"__type", "code"}), first_string(**members, {"message", "Message", "errorMessage"}), {}};
}

// Of STS, and what some emulators answer for any service:
// <ErrorResponse>[<Errors>]<Error><Code/><Message/>..<RequestId/>
Fault read_xml(std::string_view body) {
  const auto xml = XmlDocument::parse(body);
  if (!xml || xml->root_name() == "html") {
    return {};
  }
  const auto request_id = xml->text_of("RequestId");
  return {xml->text_of("Code").value_or(""), xml->text_of("Message").value_or(""),
          request_id ? *request_id : xml->text_of("RequestID").value_or("")};
}

bool is_auth(std::string_view code, int status) {
  constexpr std::array<std::string_view, 20> k_codes = {"AccessDenied",
                                                        "AccessDeniedException",
                                                        "AuthFailure",
                                                        "ExpiredToken",
                                                        "ExpiredTokenException",
                                                        "IncompleteSignature",
                                                        "IncompleteSignatureException",
                                                        "InvalidAccessKeyId",
                                                        "InvalidClientTokenId",
                                                        "InvalidSignatureException",
                                                        "InvalidSecurity",
                                                        "MissingAuthenticationToken",
                                                        "MissingAuthenticationTokenException",
                                                        "NotAuthorized",
                                                        "OptInRequired",
                                                        "RegionDisabledException",
                                                        "SignatureDoesNotMatch",
                                                        "UnauthorizedOperation",
                                                        "UnrecognizedClientException",
                                                        "KmsAccessDenied"};
  return status == 401 || status == 403 || std::find(k_codes.begin(), k_codes.end(), code) != k_codes.end();
}

struct Verdict {
  ErrorClass error_class;
  ExitCode exit;
};

Verdict judge(std::string_view code, int status) {
  switch (classify_failure(code, status)) {
    case Failure::Throttled:
      return {ErrorClass::Quota, ExitCode::Unreachable};
    case Failure::NotSent:
    case Failure::Timeout:
    case Failure::Transient:
      return {ErrorClass::Transient, ExitCode::Unreachable};
    case Failure::ClockSkew:
      return {ErrorClass::Auth, ExitCode::Refused};
    case Failure::Permanent:
      break;
  }
  if (is_auth(code, status)) {
    return {ErrorClass::Auth, ExitCode::Refused};
  }
  if (code == "OverLimit" || code == "ServiceQuotaExceededException") {
    return {ErrorClass::Quota, ExitCode::Unreachable};
  }
  constexpr int k_failed_dependency = 424;  // of the system under test: an action group, a model
  if (status >= 400 && status < 500 && status != k_failed_dependency) {
    return {ErrorClass::Validation, ExitCode::Usage};
  }
  return {ErrorClass::Transient, ExitCode::Unreachable};  // a redirect, 501, ...: not the service that we expect
}

std::string with_request_id(std::string text, std::string_view request_id) {
  return request_id.empty() ? text : text + fmt::format(" (request id {})", request_id);
}

Error make_error(const ServiceInfo& service, const HttpResponse& response, Fault fault) {
  // The header of the error type is more reliable than the body, which proxies replace.
  if (const auto type = response.header("x-amzn-errortype"); type && !type->empty()) {
    fault.code = *type;
  }
  fault.code = short_code(fault.code);
  if (const auto query_error = response.header("x-amzn-query-error"); query_error && fault.code.empty()) {
    fault.code = trim(query_error->substr(0, query_error->find(';')));
  }
  if (fault.code.empty()) {
    fault.code = fmt::format("HTTP{}", response.status);
  }
  if (fault.message.empty()) {
    fault.message =
        response.body.empty() ? fmt::format("status {} without a body", response.status) : excerpt(response.body);
  }
  if (const std::string id = request_id_of(response); !id.empty()) {
    fault.request_id = id;
  }
  const Verdict verdict = judge(fault.code, response.status);
  std::string message = fmt::format("{}: {}: {}", service.name, fault.code, fault.message);
  return {verdict.error_class,       verdict.exit,    fault.code, with_request_id(std::move(message), fault.request_id),
          std::string(service.name), fault.request_id};
}

}  // namespace

std::string request_id_of(const HttpResponse& response) {
  for (const char* name : {"x-amzn-requestid", "x-amz-request-id"}) {
    if (const auto id = response.header(name)) {
      return std::string(*id);
    }
  }
  return {};
}

Error json_error(const ServiceInfo& service, const HttpResponse& response) {
  return make_error(service, response, read_json(response.body));
}

Error xml_error(const ServiceInfo& service, const HttpResponse& response) {
  return make_error(service, response, read_xml(response.body));
}

Error service_error(const ServiceInfo& service, const HttpResponse& response) {
  return trim(response.body).starts_with('<') ? xml_error(service, response) : json_error(service, response);
}

Error bad_answer(const ServiceInfo& service, std::string_view operation, std::string_view request_id,
                 std::string_view what) {
  return {ErrorClass::Transient,
          ExitCode::Unreachable,
          "bad_answer",
          with_request_id(fmt::format("{}: the answer to {} cannot be read: {}", service.name, operation, what),
                          request_id),
          std::string(service.name),
          std::string(request_id)};
}

}  // namespace itk::aws
