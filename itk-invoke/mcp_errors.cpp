#include "itk-invoke/mcp_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/aws/retry.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_longest_excerpt = 300;

}  // namespace

Error mcp_error(ErrorClass error_class, ExitCode exit, std::string code, std::string_view message) {
  return {error_class, exit, std::move(code), fmt::format("mcp: {}", message), "mcp", {}};
}

Error mcp_answer_error(const McpMessage& message) {
  constexpr std::array<std::int64_t, 4> k_wrong_requests = {-32700, -32600, -32601, -32602};
  const bool is_wrong =
      std::find(k_wrong_requests.begin(), k_wrong_requests.end(), message.code) != k_wrong_requests.end();
  return mcp_error(ErrorClass::Validation, is_wrong ? ExitCode::Usage : ExitCode::Failed,
                   fmt::format("jsonrpc{}", message.code),
                   fmt::format("the server answers error {}: {}", message.code, message.text));
}

Error mcp_transport_error(Error error) {
  return error.service == "mcp" ? error : with_context(std::move(error), "mcp");
}

Error mcp_status_error(const aws::HttpResponse& response) {
  const int status = response.status;
  const auto messages = read_mcp_messages(response.body);
  const bool is_rpc = messages && !messages->empty() && (*messages)[0].kind == McpMessage::Kind::Error;
  std::string what = is_rpc ? (*messages)[0].text : response.body.substr(0, k_longest_excerpt);
  std::replace(what.begin(), what.end(), '\n', ' ');
  if (status < 400) {
    what = fmt::format("the endpoint has moved to {}; put that into entrypoint.target.url",
                       response.header("location").value_or("somewhere else"));
  }
  const std::string message = fmt::format("status {}{}{}", status, what.empty() ? "" : ": ", what);
  const std::string code = fmt::format("HTTP{}", status);
  switch (aws::classify_failure("", status)) {
    case aws::Failure::Throttled:
      return mcp_error(ErrorClass::Quota, ExitCode::Unreachable, code, message);
    case aws::Failure::Transient:
      return mcp_error(ErrorClass::Transient, ExitCode::Unreachable, code, message);
    default:
      return status == 401 || status == 403 ? mcp_error(ErrorClass::Auth, ExitCode::Refused, code, message)
             : status >= 500                ? mcp_error(ErrorClass::Transient, ExitCode::Unreachable, code, message)
                                            : mcp_error(ErrorClass::Validation, ExitCode::Usage, code, message);
  }
}

}  // namespace itk::invoke
