#include "tests/sandbox/faults/wording.h"

#include <fmt/format.h>

#include <array>

namespace itk::sandbox::faults {
namespace {

// SQS names an error twice: the JSON way, and as the query protocol did.
Fault named(std::string_view service, int status, const std::string& code, std::string message) {
  if (service == "sqs") {
    const bool modelled = code.starts_with("Request") || code.starts_with("Kms") || code == "OverLimit";
    return {status, fmt::format("{}#{}", modelled ? "com.amazonaws.sqs" : "com.amazon.coral.service", code),
            std::move(message), code};
  }
  return {status, code, std::move(message), ""};
}

struct Throttling {
  std::string_view service, code;
  int status;
  std::string_view message;
};
constexpr std::array k_throttling{
    Throttling{"sqs", "RequestThrottled", 403, "The request was denied due to request throttling."},
    Throttling{"lambda", "TooManyRequestsException", 429, "Rate Exceeded."},
    Throttling{"bedrock", "ThrottlingException", 429,
               "Your request rate is too high. Reduce the frequency of requests."},
    Throttling{"bedrock-agentcore", "ThrottlingException", 429, "Too many requests, please wait before trying again."},
    Throttling{"xray", "ThrottledException", 429, "Rate exceeded"},
    Throttling{"sts", "Throttling", 400, "Rate exceeded"},
    Throttling{"iam", "Throttling", 400, "Rate exceeded"},
    Throttling{"servicequotas", "TooManyRequestsException", 400, "Rate exceeded"},
    Throttling{"sso", "TooManyRequestsException", 429, "HTTP 429 Unknown Code"},
    Throttling{"http", "too_many_requests", 429, "Too many requests"},
    Throttling{"mcp", "too_many_requests", 429, "Too many requests"},
    Throttling{"", "ThrottlingException", 400, "Rate exceeded"},
};

const Throttling& throttling_of(std::string_view service) {
  for (const Throttling& each : k_throttling) {
    if (each.service == service) {
      return each;
    }
  }
  return k_throttling.back();
}

std::string error_code(std::string_view service, int status) {
  if (status == 503) {
    return service == "sts" || service == "iam" || service == "sqs" ? "ServiceUnavailable"
                                                                    : "ServiceUnavailableException";
  }
  if (service == "lambda") {
    return "ServiceException";
  }
  return service.starts_with("bedrock") || service == "ssm" ? "InternalServerException" : "InternalFailure";
}

Fault expired_token(std::string_view service) {
  const std::string message = "The security token included in the request is expired";
  if (service == "sqs") {
    return {403, "com.amazon.coral.service#ExpiredTokenException", message, "ExpiredToken"};
  }
  if (service == "sts" || service == "iam") {
    return {403, "ExpiredToken", message, ""};
  }
  const bool rest = service == "lambda" || service == "xray" || service.starts_with("bedrock");
  return {rest ? 403 : 400, "ExpiredTokenException", message, ""};
}

}  // namespace

std::string iam_action(std::string_view service, std::string_view operation) {
  if (service == "lambda" && operation == "Invoke") {
    operation = "InvokeFunction";
  }
  if (operation.ends_with("MessageBatch")) {
    operation.remove_suffix(std::string_view("Batch").size());
  }
  return fmt::format("{}:{}", service, operation);
}

Fault access_denied(std::string_view service, std::string_view operation, std::string_view principal_arn) {
  const std::string action = iam_action(service, operation);
  std::string message = fmt::format(
      "User: {} is not authorized to perform: {} on resource: * because no identity-based policy allows the {} action",
      principal_arn, action, action);
  if (service == "sqs") {
    return {403, "com.amazon.coral.service#AccessDeniedException", std::move(message), "AccessDenied"};
  }
  if (service == "sts" || service == "iam") {
    return {403, "AccessDenied", std::move(message), ""};
  }
  const bool rest = service == "lambda" || service == "xray" || service.starts_with("bedrock");
  return {rest ? 403 : 400, "AccessDeniedException", std::move(message), ""};
}

Fault refusal(std::string_view service, std::string_view operation, std::string_view principal_arn,
              const Refusal& rule) {
  Fault fault;
  switch (rule.kind) {
    case Refusal::Kind::Throttle: {
      const Throttling& throttling = throttling_of(service);
      fault = named(service, throttling.status, std::string(throttling.code), std::string(throttling.message));
      break;
    }
    case Refusal::Kind::ExpiredToken:
      fault = expired_token(service);
      break;
    case Refusal::Kind::AccessDenied:
      fault = access_denied(service, operation, principal_arn);
      break;
    case Refusal::Kind::Error: {
      const int status = rule.status == 0 ? 500 : rule.status;
      fault =
          named(service, status, error_code(service, status), "We encountered an internal error. Please try again.");
      break;
    }
  }
  if (!rule.code.empty()) {
    fault = named(service, fault.status, rule.code, fault.message);
  }
  fault.status = rule.status == 0 ? fault.status : rule.status;
  fault.message = rule.message.empty() ? fault.message : rule.message;
  return fault;
}

}  // namespace itk::sandbox::faults
