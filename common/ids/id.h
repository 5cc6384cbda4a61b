// Ids as records carry them: "kind:value" strings, sorted and unique. The kinds are closed; a kind says what a value
// means and whether sharing it makes two events part of the same execution.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itk::ids {

enum class Kind {
  Nonce,        // "nonce:itk-..."     ITK's own, proves that a trace belongs to a case
  Trace,        // "trace:<32 hex>"    W3C and X-Ray trace ids, normalised
  Span,         // "span:<16 hex>"     OpenTelemetry span id, X-Ray segment id
  Sqs,          // "sqs:<message id>"
  Lambda,       // "lambda:<request id>"
  Request,      // "request:<id>"      AWS request id of a call (not of a Lambda invocation)
  Session,      // "session:<id>"      Bedrock or AgentCore session
  Correlation,  // "correlation:<id>"  an application's own correlation id
  Thread,       // "thread:<id>"       Slack thread and the like
};

// "lambda" of "lambda:8f50..."; nothing if the text is not an id of ours.
std::optional<Kind> kind_of(std::string_view id);
std::string_view name_of(Kind kind);
std::string make_id(Kind kind, std::string_view value);
// The value behind the colon.
std::string_view value_of(std::string_view id);

// Whether two events that share an id of this kind belong to the same execution. (Span ids are parent edges inside a
// trace; all other kinds join.)
bool joins(Kind kind);

// "Root=1-5759e988-bd862e3fe1be46a994272793;..." , "1-5759e988-bd862e3fe1be46a994272793" or 32 hex digits as the
// normalised 32 lower-case hex digits.
std::optional<std::string> normalise_trace_id(std::string_view text);

// Sorts and removes duplicates: the order that records have.
void canonicalise(std::vector<std::string>& ids);

}  // namespace itk::ids
