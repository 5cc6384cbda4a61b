// Finds ids in what a log line says. Only what a known key states or a known shape proves becomes an id:
// words such as "session started" never do, nor do the nulls of the languages that write logs ("null",
// "None", "undefined").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/ids/id.h"

namespace itk::ids {

struct ExtractOptions {
  // Whether a plain "requestId" beside the message is the id of the Lambda invocation that wrote the line (so
  // it is in a Lambda's log group and in fixtures); elsewhere it names some AWS call.
  bool request_is_lambda = true;
};

// Appends the ids under known keys at any depth of `json`, and of JSON inside its strings, and what
// from_text() finds in its other strings. The JSON may be cut off or broken: what can be read of it counts.
void from_json(std::string_view json, const ExtractOptions& options, std::vector<std::string>& ids);

// Appends the ids in plain text: a nonce of ours anywhere, "Root=1-...", a W3C traceparent, "RequestId:
// <uuid>", "session_id=<id with a digit>", "thread <Slack time stamp>".
void from_text(std::string_view text, std::vector<std::string>& ids);

}  // namespace itk::ids
