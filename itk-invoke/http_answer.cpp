#include "itk-invoke/http_answer.h"

#include <fmt/core.h>

#include "common/aws/uri.h"
#include "common/base/text.h"
#include "common/ids/id.h"
#include "itk-invoke/http_request.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_quoted = 300;  // of an error's body

// A text of a few letters is nobody's id: it would tie executions together that have nothing in common.
constexpr std::size_t k_shortest_id = 8;

std::string_view beginning_of(std::string_view body) {
  body = trim(body);
  std::size_t size = std::min(body.size(), k_quoted);
  while (size > 0 && size < body.size() && (static_cast<unsigned char>(body[size]) & 0xc0) == 0x80) {
    --size;  // not in the middle of a character
  }
  return body.substr(0, size);
}

struct Meaning {
  ErrorClass error_class;
  ExitCode exit;
};

// As for calls of AWS (common/aws/error.h).
Meaning meaning_of(int status) {
  if (status == 429) {
    return {ErrorClass::Quota, ExitCode::Unreachable};
  }
  if (status >= 500) {
    return {ErrorClass::Transient, ExitCode::Unreachable};
  }
  const bool is_refusal = status == 401 || status == 403 || status == 407;
  return is_refusal ? Meaning{ErrorClass::Auth, ExitCode::Refused} : Meaning{ErrorClass::Validation, ExitCode::Usage};
}

}  // namespace

Error http_error(const aws::HttpRequest& request, const HttpOutcome& outcome, const NumberSet& expected) {
  const aws::HttpResponse& response = *outcome.response;
  const auto [error_class, exit] = meaning_of(response.status);
  std::string message = fmt::format("{} {}: HTTP status {}, expected {}", request.method, without_query(outcome.url),
                                    response.status, expected.text());
  if (const auto location = response.header("location"); location && response.status / 100 == 3) {
    message += fmt::format("; it redirects to {}, which `follow_redirects: true` follows", without_query(*location));
  }
  if (const std::string_view said = beginning_of(response.body); !said.empty()) {
    message += fmt::format(": {}", said);
  }
  if (outcome.attempts > 1) {
    message += fmt::format(", after {} requests", outcome.attempts);
  }
  return {error_class,        exit,   fmt::format("http_{}", response.status),
          std::move(message), "http", http_request_id(response.headers)};
}

void read_http_answer(const HttpOutcome& outcome, Receipt& receipt) {
  const aws::HttpResponse& response = *outcome.response;
  receipt.status = "ok";
  receipt.attempts = outcome.attempts;
  receipt.http_status = response.status;
  receipt.request_id = http_request_id(response.headers);
  receipt.ids = http_ids(outcome.url, response.headers);
  if (!response.body.empty()) {
    json::Payload payload = json::make_payload(response.body);
    receipt.response = std::move(payload.json);
    receipt.enc = std::move(payload.encoding);
  }
}

std::string http_request_id(const aws::Headers& headers) {
  for (const std::string_view name :
       {"x-amzn-requestid", "apigw-requestid", "x-amz-request-id", "x-request-id", "x-correlation-id"}) {
    if (const auto value = aws::find_header(headers, name); value && !value->empty()) {
      return std::string(*value);
    }
  }
  return "";
}

std::vector<std::string> http_ids(std::string_view url, const aws::Headers& headers) {
  std::vector<std::string> learnt;
  const auto learn = [&](std::string_view header, ids::Kind kind) {
    if (const auto value = aws::find_header(headers, header); value && value->size() >= k_shortest_id) {
      learnt.push_back(ids::make_id(kind, *value));
    }
  };
  // The URL of a function answers with the request id of its invocation, other front doors with one of their own.
  const auto parts = aws::split_url(url);
  const bool is_function = parts && parts->host.find(".lambda-url.") != std::string_view::npos;
  learn("x-amzn-requestid", is_function ? ids::Kind::Lambda : ids::Kind::Request);
  learn("apigw-requestid", ids::Kind::Request);
  learn("x-request-id", ids::Kind::Correlation);
  learn("x-correlation-id", ids::Kind::Correlation);
  for (const std::string_view header : {"x-amzn-trace-id", "traceparent", "traceresponse"}) {
    const auto value = aws::find_header(headers, header);
    const bool is_w3c = value && value->size() > 35 && value->starts_with("00-");
    if (const auto trace = value ? ids::normalise_trace_id(is_w3c ? value->substr(3, 32) : *value) : std::nullopt) {
      learnt.push_back(ids::make_id(ids::Kind::Trace, *trace));
    }
  }
  ids::canonicalise(learnt);
  return learnt;
}

}  // namespace itk::invoke
