#include "common/ids/id_shape.h"

#include <algorithm>
#include <array>

namespace itk::ids {
namespace {

constexpr std::size_t k_longest_id = 256;
constexpr std::size_t k_least_nonce_digits = 16;

constexpr std::array<std::string_view, 9> k_nulls = {"null", "none",  "undefined", "nil",  "nan",
                                                     "n/a",  "unset", "unknown",   "none."};

constexpr auto k_never_in_ids = [] {
  std::array<bool, 256> never{};
  for (const char c : std::string_view(" \t\r\n\"'{}[]<>")) {
    never[static_cast<unsigned char>(c)] = true;
  }
  return never;
}();

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool is_hex(std::string_view text) { return std::all_of(text.begin(), text.end(), is_hex_digit); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool is_id(std::string_view id, std::string_view kind, std::string_view value) {
  return id.size() == kind.size() + 1 + value.size() && id.ends_with(value) && id.starts_with(kind);
}

// Lines say their ids again and again: once is enough.
void append_once(Kind kind, std::string_view value, std::vector<std::string>& ids) {
  const std::string_view name = name_of(kind);
  if (std::none_of(ids.rbegin(), ids.rend(), [&](const std::string& id) { return is_id(id, name, value); })) {
    ids.push_back(make_id(kind, value));
  }
}

bool has_upper(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Ids of AWS are UUIDs in lower case; some loggers change the case.
void append(Kind kind, std::string_view value, std::vector<std::string>& ids) {
  if (!is_plausible(value)) {
    return;
  }
  if (has_upper(value) && is_uuid(value)) {
    append_once(kind, lower(value), ids);
  } else {
    append_once(kind, value, ids);
  }
}

void append_span(std::string_view value, std::vector<std::string>& ids) {
  if (value.size() == 16 && is_hex(value) && is_plausible(value)) {
    append_once(Kind::Span, lower(value), ids);
  }
}

bool append_trace(std::string_view value, std::vector<std::string>& ids) {
  const std::optional<std::string> trace = normalise_trace_id(value);
  if (trace) {
    append_once(Kind::Trace, *trace, ids);
  }
  return trace.has_value();
}

// "00-<32 hex>-<16 hex>-<2 hex>" (W3C trace context, section 3.2).
constexpr std::size_t k_traceparent_size = 55;

bool is_traceparent(std::string_view text) {
  return text.size() >= k_traceparent_size && text[2] == '-' && text[35] == '-' && text[52] == '-' &&
         is_hex(text.substr(0, 2)) && is_hex(text.substr(3, 32)) && is_hex(text.substr(36, 16)) &&
         is_hex(text.substr(53, 2));
}

void append_header(std::string_view value, std::vector<std::string>& ids) {
  if (is_traceparent(value)) {
    append_trace(value.substr(3, 32), ids);
    append_span(value.substr(36, 16), ids);
    return;
  }
  if (!append_trace(value, ids)) {
    return;
  }
  const std::size_t parent = value.find("Parent=");
  if (parent != std::string_view::npos) {
    append_span(value.substr(parent + 7, 16), ids);
  }
}

// A number of an operating system's thread is no thread of a conversation, and is used again by unrelated
// requests.
bool is_thread_number(std::string_view value) { return std::all_of(value.begin(), value.end(), is_digit); }

std::size_t count_hex(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_hex_digit) - text.begin());
}

// "itk-" and at least 16 hex digits, not inside a longer word. The dash is at `dash`.
void append_nonce(std::string_view text, std::size_t dash, std::vector<std::string>& ids) {
  const std::size_t at = dash - 3;
  const std::size_t digits = count_hex(text.substr(dash + 1));
  const std::string_view behind = text.substr(dash + 1 + digits);
  const bool starts = at == 0 || !is_word(text[at - 1]) || (at > 1 && text[at - 2] == '\\');
  const bool ends = behind.empty() || (!is_word(behind[0]) && behind[0] != '-');
  if (digits >= k_least_nonce_digits && starts && ends) {
    append_once(Kind::Nonce, text.substr(at, 4 + digits), ids);
  }
}

void append_traceparent(std::string_view text, std::size_t at, std::vector<std::string>& ids) {
  const std::string_view candidate = text.substr(at, k_traceparent_size);
  if (is_traceparent(candidate) && (at == 0 || !is_word(text[at - 1]))) {
    append_header(candidate, ids);
  }
}

}  // namespace

bool is_plausible(std::string_view value) {
  if (value.empty() || value.size() > k_longest_id ||
      std::any_of(value.begin(), value.end(), [](char c) { return k_never_in_ids[static_cast<unsigned char>(c)]; }) ||
      value.find_first_not_of("0-.") == std::string_view::npos) {
    return false;
  }
  constexpr std::size_t k_longest_null = 9;
  return value.size() > k_longest_null || std::find(k_nulls.begin(), k_nulls.end(), lower(value)) == k_nulls.end();
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') {
    return false;
  }
  // AWS's own examples have "xmpl" in place of some digits.
  return std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '-'; }) &&
         is_hex(text.substr(0, 8));
}

bool is_slack_timestamp(std::string_view text) {
  return text.size() == 17 && text[10] == '.' && std::all_of(text.begin(), text.begin() + 10, is_digit) &&
         std::all_of(text.begin() + 11, text.end(), is_digit);
}

void append_stated(KeyRule rule, std::string_view value, bool is_own, std::vector<std::string>& ids) {
  switch (rule) {
    case KeyRule::Lambda:
      return append(Kind::Lambda, value, ids);
    case KeyRule::Request:
      return append(Kind::Request, value, ids);
    case KeyRule::OwnRequest:
      return append(is_own ? Kind::Lambda : Kind::Request, value, ids);
    case KeyRule::Sqs:
      return append(Kind::Sqs, value, ids);
    case KeyRule::AnyMessage:
      // SES and mail systems say MessageId too, of another shape.
      return value.find_first_of("@:") == std::string_view::npos ? append(Kind::Sqs, value, ids) : void();
    case KeyRule::Trace:
      return void(append_trace(value, ids));
    case KeyRule::AnyTrace: {
      std::vector<std::string> shapes;
      append_shapes(value, shapes);
      ids.insert(ids.end(), shapes.begin(), shapes.end());
      return append_trace(value, ids) || !shapes.empty() ? void() : append(Kind::Correlation, value, ids);
    }
    case KeyRule::TraceHeader:
      return append_header(value, ids);
    case KeyRule::Span:
      return append_span(value, ids);
    case KeyRule::Session:
      append(Kind::Session, value, ids);
      return is_slack_timestamp(value) ? append(Kind::Thread, value, ids) : void();
    case KeyRule::Correlation:
      return append(Kind::Correlation, value, ids);
    case KeyRule::Thread:
      return is_thread_number(value) ? void() : append(Kind::Thread, value, ids);
    case KeyRule::SlackTime:
      return is_slack_timestamp(value) ? append(Kind::Thread, value, ids) : void();
  }
}

void append_shapes(std::string_view text, std::vector<std::string>& ids) {
  // All of them have a dash near their beginning, and few other things have: one search for all.
  constexpr std::size_t k_trace_size = 35;
  for (std::size_t dash = text.find('-'); dash != std::string_view::npos; dash = text.find('-', dash + 1)) {
    const std::string_view before = text.substr(0, dash);
    if (before.ends_with("itk")) {
      append_nonce(text, dash, ids);
    } else if (before.ends_with("Root=1")) {
      append_trace(text.substr(dash - 1, k_trace_size), ids);
    } else if (before.ends_with("00")) {
      append_traceparent(text, dash - 2, ids);
    }
  }
}

}  // namespace itk::ids
