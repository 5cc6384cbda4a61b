#include "tests/sandbox/aws/gateway.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

#include "tests/sandbox/aws/protocol.h"
#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox {
namespace {

constexpr std::string_view k_lambda_path = "/2015-03-31/functions/";
constexpr std::string_view k_bedrock_path = "/agents/";

HttpResponse unknown_service(const HttpRequest& request, std::string_view request_id) {
  const Fault fault{
      404, "UnknownOperationException",
      fmt::format(
          "itk-sandbox serves SQS (JSON 1.0), CloudWatch Logs, STS, Lambda and Bedrock agents; {} {} is none of them",
          request.method, request.target),
      ""};
  return write_fault(Protocol::LogsJson, fault, request_id);
}

// "Fri, 20 Nov 2026 08:00:00 GMT" (RFC 9110): clients with a wrong clock correct it by this.
std::string http_date(Timestamp time) {
  const std::time_t seconds = time.ms() / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace

HttpResponse Gateway::answer(const HttpRequest& request) {
  HttpResponse response = answer_call(request);
  response.headers.emplace_back("Date", http_date(clock_.now()));
  return response;
}

HttpResponse Gateway::answer_call(const HttpRequest& request) {
  const std::string request_id = random_uuid();
  if (request.target.starts_with(k_lambda_path)) {
    return answer_rest(services_.lambda, "lambda", request, request_id);
  }
  if (request.target.starts_with(k_bedrock_path)) {
    return answer_rest(services_.bedrock, "bedrock", request, request_id);
  }
  const auto route = request.method == "POST" ? find_route(request) : std::nullopt;
  if (!route) {
    return unknown_service(request, request_id);
  }
  const Timestamp now = clock_.now();
  if (const auto refusal = check_signature(request, account_, signing_name(route->protocol), now)) {
    return write_fault(route->protocol, to_fault(route->protocol, *refusal), request_id);
  }
  auto parameters = read_parameters(route->protocol, request);
  if (!parameters) {
    return write_fault(route->protocol, parameters.error(), request_id);
  }
  Service& service = route->protocol == Protocol::SqsJson    ? services_.sqs
                     : route->protocol == Protocol::LogsJson ? services_.logs
                                                             : services_.sts;
  const Call call{route->operation, *std::move(parameters), now, "http://" + request.header("host"),
                  request.header("x-amzn-trace-id")};
  const auto answer = service.answer(call);
  return answer ? write_answer(*route, *answer, request_id) : write_fault(route->protocol, answer.error(), request_id);
}

HttpResponse Gateway::answer_rest(RestService& service, std::string_view signing_name, const HttpRequest& request,
                                  const std::string& request_id) {
  const Timestamp now = clock_.now();
  const auto refusal = check_signature(request, account_, signing_name, now);
  HttpResponse response =
      refusal ? write_rest_fault(to_rest_fault(*refusal)) : service.answer(read_rest_call(request, now, request_id));
  response.headers.emplace_back("x-amzn-RequestId", request_id);
  return response;
}

}  // namespace itk::sandbox
