#include "common/logs/fields.h"

#include <charconv>

#include "common/base/bytes.h"
#include "common/json/raw_json.h"
#include "common/json/writer.h"

namespace itk::logs {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

RawJson one_line(std::string_view raw) {
  RawJson out{std::string(raw)};
  // Inside strings line breaks are escaped, so these stand between tokens.
  for (std::size_t at = find_either(out.text, 0, '\n', '\r'); at < out.text.size();
       at = find_either(out.text, at + 1, '\n', '\r')) {
    out.text[at] = ' ';
  }
  return out;
}

RawJson one_line_unwrapped(const json::Value& value) {
  if (value.kind == json::Kind::String && !value.text.empty() && (value.text[0] == '{' || value.text[0] == '[') &&
      json::is_one_line_json(value.text)) {
    return {std::string(value.text)};
  }
  return one_line(value.raw);
}

RawJson make_error(std::string_view type, std::string_view message) {
  RawJson error;
  json::ObjectWriter writer(error.text);
  if (!type.empty()) {
    writer.string("type", type);
  }
  if (!message.empty()) {
    writer.string("message", message);
  }
  writer.close();
  return error;
}

bool is_error(const json::Value& value) {
  switch (value.kind) {
    case json::Kind::Null:
      return false;
    case json::Kind::Bool:
      return value.boolean;
    case json::Kind::Number:
      return value.number != 0;
    case json::Kind::String:
      return !value.text.empty();
    case json::Kind::Object:
    case json::Kind::Array:
      return value.raw.find_first_not_of("{}[] \t\r\n") != std::string_view::npos;
  }
  return false;
}

std::optional<std::int64_t> integer_of(const json::Value* value) {
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->kind == json::Kind::Number && value->is_integer) {
    return value->integer;
  }
  if (value->kind == json::Kind::String) {
    std::int64_t number = 0;
    const char* end = value->text.data() + value->text.size();
    const auto [stop, error] = std::from_chars(value->text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<double> number_of(const json::Value* value) {
  return value != nullptr && value->kind == json::Kind::Number ? std::optional(value->number) : std::nullopt;
}

std::string level_of(const json::Value* value) {
  if (value == nullptr) {
    return "";
  }
  if (const std::optional<std::int64_t> number = integer_of(value)) {
    static constexpr std::string_view k_names[] = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
    return *number >= 10 && *number <= 60 && *number % 10 == 0
               ? std::string(k_names[static_cast<std::size_t>(*number / 10 - 1)])
               : "";
  }
  std::string level;
  for (const char c : value->kind == json::Kind::String ? value->text : std::string_view{}) {
    level += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (level == "INFORMATION") {
    return "INFO";  // .NET
  }
  return level.size() <= 16 ? level : "";
}

bool is_error_level(std::string_view level) {
  return level == "ERROR" || level == "CRITICAL" || level == "FATAL" || level == "SEVERE";
}

std::optional<model::Tokens> tokens_of(const Members& usage) {
  const auto input = integer_of(find_any(usage, {"inputTokens", "input_tokens", "prompt_tokens", "promptTokens",
                                                 "inputTokenCount", "inputTextTokenCount"}));
  const auto output = integer_of(
      find_any(usage, {"outputTokens", "output_tokens", "completion_tokens", "completionTokens", "outputTokenCount"}));
  if (!input && !output) {
    return std::nullopt;
  }
  return model::Tokens{input.value_or(0), output.value_or(0)};
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) {
    return std::string(text);
  }
  std::size_t end = most;
  while (end > 0 && is_continuation(text[end])) {
    --end;
  }
  return std::string(text.substr(0, end)) + "\u2026";
}

}  // namespace itk::logs
