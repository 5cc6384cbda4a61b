// The keys under which log lines state ids, in all the spellings that are in use.
#pragma once

#include <optional>
#include <string_view>

namespace itk::ids {

enum class KeyRule {
  Lambda,       // the request id of a Lambda invocation
  Request,      // the request id of an AWS call
  OwnRequest,   // "requestId": the line's own invocation where it stands beside the message, else some AWS
                // call
  Sqs,          // an SQS message id
  AnyMessage,   // "MessageId": SQS only where it looks like one
  Trace,        // an X-Ray or W3C trace id
  AnyTrace,     // "traceId": the same, or an application's own
  TraceHeader,  // "Root=1-...;Parent=..." or a traceparent
  Span,
  Session,
  Correlation,
  Thread,
  SlackTime,  // "ts": a thread only where it looks like one
};

// What a value under this key is; case, '_', '-' and '.' make no difference.
std::optional<KeyRule> rule_of_key(std::string_view key);

// Keys whose object only wraps the record proper: {"data": {"requestId": ...}}.
bool is_wrapper_key(std::string_view key);

}  // namespace itk::ids
