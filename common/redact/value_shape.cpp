#include "common/redact/value_shape.h"

#include <algorithm>
#include <string>

#include "common/redact/chars.h"

namespace itk::redact {
namespace {

template <std::size_t size>
bool is_one_of(std::string_view word, const std::string_view (&words)[size]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr std::string_view k_hidden[] = {
    "redacted",   "[redacted]", "(redacted)", "<redacted>", "hidden", "(hidden)", "<hidden>", "masked",    "[masked]",
    "[filtered]", "filtered",   "replace_me", "changeme",   "none",   "null",     "n/a",      "undefined", "nil"};
constexpr std::string_view k_constants[] = {"true", "false", "null", "none", "nil", "undefined", "nan", "yes", "no"};
constexpr std::string_view k_prose[] = {
    "a",       "an",        "and",    "are",    "at",           "been",       "by",       "can",       "cannot",
    "check",   "correct",   "denied", "does",   "empty",        "error",      "expected", "expired",   "failed",
    "failure", "for",       "found",  "from",   "has",          "have",       "in",       "incorrect", "invalid",
    "is",      "it",        "length", "may",    "missing",      "must",       "no",       "not",       "of",
    "ok",      "on",        "or",     "please", "rejected",     "required",   "revoked",  "should",    "string",
    "the",     "this",      "to",     "too",    "unauthorized", "unexpected", "unset",    "unknown",   "user",
    "valid",   "value",     "was",    "were",   "will",         "with",       "wrong",    "you",       "your",
    "you're",  "refreshed", "issued", "bool",   "int",          "str",        "type"};
constexpr std::string_view k_schemes[] = {"bearer", "basic",  "digest",           "negotiate",
                                          "token",  "apikey", "aws4-hmac-sha256", "hmac"};

std::size_t count_digits(std::string_view value) {
  return static_cast<std::size_t>(std::count_if(value.begin(), value.end(), is_digit));
}

bool is_numeric(std::string_view value) {
  return all_of(value,
                [](char c) { return is_digit(c) || std::string_view(" -.()+/").find(c) != std::string_view::npos; });
}

}  // namespace

bool is_nothing(std::string_view value) {
  const bool is_mask =
      all_of(value, [](char c) { return c == '*' || c == '.' || c == 'x' || c == 'X' || c == '-' || c == ' '; });
  return is_mask || is_one_of(lowered(value), k_hidden) || value.starts_with("${") || value.starts_with("{{") ||
         value.starts_with("%(") || value == "%s" || value == "{}" || value.starts_with("YOUR_") ||
         value.starts_with("$(");
}

bool is_constant(std::string_view value) { return is_one_of(lowered(value), k_constants); }

bool is_prose(std::string_view value) { return is_one_of(lowered(value), k_prose) || is_constant(value); }

std::size_t scheme_size(std::string_view value) {
  const std::size_t space = value.find(' ');
  return space != std::string_view::npos && is_one_of(lowered(value.substr(0, space)), k_schemes) ? space + 1 : 0;
}

bool is_phone(std::string_view value) {
  const std::size_t digits = count_digits(value);
  return digits >= 7 && digits <= 15 && is_numeric(value);
}

bool is_card_like(std::string_view value) {
  const std::size_t digits = count_digits(value);
  return digits >= 12 && digits <= 19 && is_numeric(value);
}

}  // namespace itk::redact
