#include "common/aws/agentcore.h"

#include <fmt/format.h>

#include "common/aws/uri.h"

namespace itk::aws {
namespace {

// Between two parts of an answer. AgentCore itself gives up after 15 minutes.
constexpr std::chrono::minutes k_longest_silence{15};

constexpr std::size_t k_largest_body = 100u << 20;  // what AgentCore lets through

constexpr std::string_view k_session = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";

Request invoke_request(const InvokeRuntime& call) {
  Request request;
  request.target = fmt::format("/runtimes/{}/invocations", percent_encode(call.arn));
  if (!call.qualifier.empty()) {
    request.target += "?qualifier=" + percent_encode(call.qualifier);
  }
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) {
      request.headers.emplace_back(name, value);
    }
  };
  add("Content-Type", call.content_type);
  add("Accept", call.accept);
  add(k_session, call.session_id);
  add("X-Amzn-Bedrock-AgentCore-Runtime-User-Id", call.user_id);
  add("X-Amzn-Trace-Id", call.trace_header);
  add("traceparent", call.traceparent);
  add("baggage", call.baggage);
  request.body = call.payload;
  request.timeouts.idle = k_longest_silence;
  request.idempotent = false;
  return request;
}

// Reads the body of one answer, once its headers have told what it is.
class AnswerReader {
 public:
  AnswerReader(const SseReader::Take& on_event, RuntimeAnswer& answer)
      : answer_(answer),
        events_([&on_event](const SseEvent& event) { return on_event ? on_event(event) : Status(); }) {}

  void begin(const Headers& headers) {
    const auto header = [&](std::string_view name) { return std::string(find_header(headers, name).value_or("")); };
    answer_.content_type = header("content-type");
    answer_.session_id = header(k_session);
    answer_.trace_header = header("x-amzn-trace-id");
    answer_.request_id = header("x-amzn-requestid");
    answer_.is_stream = SseReader::is_announced_by(answer_.content_type);
    has_begun_ = true;
  }

  Status feed(std::string_view bytes) {
    if (answer_.is_stream) {
      return events_.feed(bytes);
    }
    if (answer_.body.size() + bytes.size() > k_largest_body) {
      return tl::make_unexpected(Error{ErrorClass::Validation,
                                       ExitCode::Unreachable,
                                       "answer_too_large",
                                       fmt::format("the answer is larger than {} bytes", k_largest_body),
                                       {},
                                       {}});
    }
    answer_.body += bytes;
    return {};
  }

  Status finish() { return answer_.is_stream ? events_.finish() : Status(); }
  std::string rest() const { return events_.rest(); }
  bool has_begun() const { return has_begun_; }

 private:
  RuntimeAnswer& answer_;
  SseReader events_;
  bool has_begun_ = false;
};

// That the agent's own code failed is a result of the test, not a mistake in asking.
Error judged(Error error) {
  if (error.code == "RuntimeClientError") {
    error.exit = ExitCode::Failed;
  }
  return error;
}

}  // namespace

Task<CallResult<RuntimeAnswer>> invoke_runtime(Caller agentcore, InvokeRuntime call) {
  RuntimeAnswer answer;
  AnswerReader reader(call.on_event, answer);
  Request request = invoke_request(call);
  request.on_head = [&reader](const Headers& headers) { reader.begin(headers); };
  request.on_body = [&reader](std::string_view bytes) { return reader.feed(bytes); };
  Called called = co_await agentcore.start(std::move(request));
  answer.attempts = called.attempts;
  answer.http_status = called.status;
  if (!called.reply) {
    Error error = judged(std::move(called.reply).error());
    if (!reader.has_begun()) {
      co_return tl::make_unexpected(CallFailure(std::move(error), called.attempts, called.status));
    }
    error.request_id = answer.request_id;
    error.message += "; the answer had begun, so it is not sent again";
    answer.failure = std::move(error);
    answer.rest = reader.rest();
    co_return answer;
  }
  if (!reader.has_begun()) {
    reader.begin(called.reply->headers);  // there is no body
  }
  if (Status end = reader.finish(); !end) {
    answer.failure = std::move(end).error();
  }
  answer.request_id = called.reply->request_id;
  co_return answer;
}

}  // namespace itk::aws
