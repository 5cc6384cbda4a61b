#include "tests/sandbox/logs/token.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "common/base/text.h"

namespace itk::sandbox::logs {

std::string write_token(const FilterToken& token) {
  return base64_encode(
      fmt::format("{}|{}|{}", token.issued.ms(), token.question, token.after ? event_id(*token.after) : "begin"));
}

std::optional<FilterToken> read_token(std::string_view text) {
  const auto decoded = base64_decode(text);
  if (!decoded) {
    return std::nullopt;
  }
  const std::vector<std::string> parts = split_list(*decoded, '|');
  if (parts.size() != 3) {
    return std::nullopt;
  }
  std::int64_t issued_ms = 0;
  const char* end = parts[0].data() + parts[0].size();
  if (std::from_chars(parts[0].data(), end, issued_ms).ptr != end) {
    return std::nullopt;
  }
  FilterToken token{Timestamp::from_ms(issued_ms), parts[1], read_event_id(parts[2])};
  if (!token.after && parts[2] != "begin") {
    return std::nullopt;
  }
  return token;
}

std::string write_token(const StreamToken& token) {
  return fmt::format("{}/{}/s", token.forward ? 'f' : 'b', event_id(token.position));
}

std::optional<StreamToken> read_stream_token(std::string_view text) {
  if (text.size() < 4 || !text.ends_with("/s") || !(text.starts_with("f/") || text.starts_with("b/"))) {
    return std::nullopt;
  }
  const auto position = read_event_id(text.substr(2, text.size() - 4));
  return position ? std::optional(StreamToken{text[0] == 'f', *position}) : std::nullopt;
}

}  // namespace itk::sandbox::logs
