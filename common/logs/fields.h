// Small steps that several formats share: values of a document into fields of an event.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/logs/document.h"
#include "common/model/evidence.h"

namespace itk::logs {

// A slice of a message as a value of a record: the same bytes, but line breaks between tokens become spaces,
// for a record is one line.
RawJson one_line(std::string_view raw);
// The same, but a string that holds JSON gives that JSON.
RawJson one_line_unwrapped(const json::Value& value);

// {"type":...,"message":...} of what is not empty.
RawJson make_error(std::string_view type, std::string_view message);
// Whether an "error" member states an error: not null, false, 0, "", {} or [].
bool is_error(const json::Value& value);

std::optional<std::int64_t> integer_of(const json::Value* value);
std::optional<double> number_of(const json::Value* value);

// "INFO" of "info", "Information", 30 (pino), 9 (OpenTelemetry says its severity in text).
std::string level_of(const json::Value* value);
bool is_error_level(std::string_view level);

// The token counts of a model's usage, in the spellings of Bedrock, Anthropic, OpenAI and Titan.
std::optional<model::Tokens> tokens_of(const Members& usage);

// At most `most` bytes, cut between characters, with an ellipsis.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace itk::logs
