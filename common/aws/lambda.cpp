#include "common/aws/lambda.h"

#include <fmt/core.h>

#include "common/aws/uri.h"
#include "common/base/text.h"
#include "common/json/parser.h"

namespace itk::aws {
namespace {

// While a function runs not a byte comes, and a function may run for 15 minutes.
constexpr std::chrono::seconds k_longest_silence{15 * 60 + 20};

// As Lambda says it, in base 64.
constexpr std::size_t k_longest_client_context = 3583;

Result<Request> invoke_request(const InvokeFunction& call) {
  Request request;
  request.target = fmt::format("/2015-03-31/functions/{}/invocations", percent_encode(call.function));
  if (!call.qualifier.empty()) {
    request.target += "?Qualifier=" + percent_encode(call.qualifier);
  }
  request.headers = {{"X-Amz-Invocation-Type", call.is_event ? "Event" : "RequestResponse"}};
  if (!call.is_event) {
    request.headers.emplace_back("X-Amz-Log-Type", "Tail");
  }
  if (!call.client_context.empty()) {
    std::string encoded = base64_encode(call.client_context);
    if (encoded.size() > k_longest_client_context) {
      return tl::make_unexpected(
          usage_error("client_context_too_long", fmt::format("lambda: the client context is {} bytes in base 64, and "
                                                             "Lambda takes {}",
                                                             encoded.size(), k_longest_client_context)));
    }
    request.headers.emplace_back("X-Amz-Client-Context", std::move(encoded));
  }
  if (!call.trace_header.empty()) {
    request.headers.emplace_back("X-Amzn-Trace-Id", call.trace_header);
  }
  request.body = call.payload;
  request.timeouts.idle = k_longest_silence;
  request.idempotent = false;
  return request;
}

std::string header_of(const Reply& reply, std::string_view name) {
  return std::string(find_header(reply.headers, name).value_or(""));
}

}  // namespace

Task<CallResult<InvokedFunction>> invoke_function(Caller lambda, InvokeFunction call) {
  ITK_CO_TRY_ASSIGN(Request request, invoke_request(call));
  ITK_CO_TRY_ASSIGN(Reply reply, co_await lambda.call(std::move(request)));
  InvokedFunction invoked;
  invoked.function_error = header_of(reply, "X-Amz-Function-Error");
  invoked.trace_header = header_of(reply, "X-Amzn-Trace-Id");
  // The log is of the answer's making, not of the function's: what cannot be decoded takes nothing from the result.
  invoked.log_tail = base64_decode(header_of(reply, "X-Amz-Log-Result")).value_or("");
  invoked.payload = std::move(reply.body);
  invoked.request_id = std::move(reply.request_id);
  invoked.attempts = reply.attempts;
  invoked.http_status = reply.status;
  co_return invoked;
}

Error function_error(const Client& lambda, const InvokedFunction& invoked) {
  json::Parser parser;
  const json::PaddedText padded(invoked.payload);
  const auto members = parser.object(padded.view());
  const auto text_of = [&](std::string_view key) {
    const json::Value* value = members ? json::find(**members, key) : nullptr;
    return value == nullptr || value->kind != json::Kind::String ? std::string() : std::string(value->text);
  };
  const std::string type = text_of("errorType");
  const std::string message = text_of("errorMessage");
  const std::string code = "Lambda." + (type.empty() ? invoked.function_error : type);
  return {ErrorClass::Validation,
          ExitCode::Failed,
          code,
          fmt::format("lambda: {}: {} (request id {})", code,
                      message.empty() ? "the function failed and did not say why" : message, invoked.request_id),
          std::string(lambda.service().name),
          invoked.request_id};
}

}  // namespace itk::aws
