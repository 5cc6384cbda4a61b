// Keys and tokens: those that say by their first letters what they are, and those that only look random.
#include <algorithm>
#include <bitset>

#include "common/redact/chars.h"
#include "common/redact/decode.h"
#include "common/redact/detectors.h"
#include "common/redact/entropy.h"
#include "common/redact/token_kinds.h"

namespace itk::redact {
namespace {

// Whether a token of a known kind can begin with these two characters.
class TokenBegins {
 public:
  TokenBegins() {
    for (const TokenKind& kind : k_token_kinds) {
      begins_.set(slot(kind.begin[0], kind.begin[1]));
    }
    begins_.set(slot('e', 'y'));  // JWT
  }
  bool has(char first, char second) const { return begins_[slot(first, second)]; }

 private:
  static std::size_t slot(char first, char second) {
    return (static_cast<std::size_t>(first) & 127) << 7 | (static_cast<std::size_t>(second) & 127);
  }
  std::bitset<128 * 128> begins_;
};

// `eyJ...` with two dots: three parts of base 64, of which the last may be missing.
std::size_t jwt_end(std::string_view text, std::size_t begin) {
  constexpr std::size_t k_least_part = 8;
  const std::size_t header = end_of(text, begin, is_base64);
  if (at_or_nul(text, header) != '.' || header - begin < k_least_part) {
    return begin;
  }
  const std::size_t payload = end_of(text, header + 1, is_base64);
  if (payload - header - 1 < k_least_part) {
    return begin;
  }
  return at_or_nul(text, payload) == '.' ? end_of(text, payload + 1, is_base64) : payload;
}

bool has_digit(std::string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

// A token of a known kind at `begin`, within the run; its end, or `begin`.
std::size_t find_known_token(Findings& findings, std::size_t begin, std::size_t run_end) {
  const std::string_view text = findings.text();
  const std::string_view rest = text.substr(begin, run_end - begin);
  if (rest.starts_with("eyJ")) {
    const std::size_t end = jwt_end(text, begin);
    if (end > begin) {
      findings.add(rule::k_jwt, begin, end);
    }
    return end;
  }
  for (const TokenKind& kind : k_token_kinds) {
    if (!rest.starts_with(kind.begin)) {
      continue;
    }
    const bool is_key_id = kind.rule == "aws-key-id";
    const auto is_id_char = [](char c) { return is_upper(c) || is_digit(c); };
    std::size_t size = kind.begin.size();
    while (size < rest.size() && (is_key_id ? is_id_char(rest[size]) : is_base64(rest[size]))) {
      ++size;
    }
    const std::size_t behind = size - kind.begin.size();
    const bool is_bounded = !is_key_id || !is_alnum(at_or_nul(rest, size));
    if (behind >= kind.least && behind <= kind.most && is_bounded &&
        (!kind.needs_digit || has_digit(rest.substr(kind.begin.size(), behind)))) {
      const std::size_t end = is_key_id ? begin + size : end_of(text, begin + size, is_token_char);
      findings.add(kind.rule, begin, end);
      return end;
    }
  }
  return begin;
}

// The run stands behind "ya29." and the like.
bool find_dotted_token(Findings& findings, std::size_t begin, std::size_t end) {
  const std::string_view text = findings.text();
  if (before(text, begin) != '.') {
    return false;
  }
  for (const TokenKind& kind : k_dotted_token_kinds) {
    const std::size_t size = kind.begin.size();
    if (begin >= size && text.substr(begin - size, size) == kind.begin && !is_alnum(before(text, begin - size)) &&
        end - begin >= kind.least) {
      std::size_t last = end;
      while (at_or_nul(text, last) == '.' && is_base64(at_or_nul(text, last + 1))) {
        last = end_of(text, last + 1, is_base64);
      }
      findings.add(kind.rule, begin - size, last);
      return true;
    }
  }
  return false;
}

// Base 64 of text is looked into and stays base 64. True if that is what the piece is.
bool find_in_base64(Findings& findings, std::size_t begin, std::size_t run_end, int depth) {
  const std::string_view text = findings.text();
  const std::string_view run = text.substr(begin, run_end - begin);
  if (depth >= k_deepest_decoding || !may_be_base64_text(run)) {
    return false;
  }
  const auto decoded = decode_base64_text(run);
  if (!decoded) {
    return false;
  }
  if (text.substr(0, begin).ends_with("asic ") && decoded->find(':') != std::string::npos) {
    findings.add("basic", begin, end_of(text, run_end, [](char c) { return c == '='; }));
    return true;
  }
  Findings inner(*decoded, findings.rules(), {false, findings.mode().tripwire});
  scan(inner, depth + 1);
  settle(inner.edits());
  if (!inner.edits().empty()) {
    const std::size_t end = std::min(run_end + 2, end_of(text, run_end, [](char c) { return c == '='; }));
    Edit edit{begin, end, inner.edits()[0].rule, {}};
    edit.replacement = encode_base64_like(apply(*decoded, inner.edits(), false), text.substr(begin, end - begin));
    findings.add(std::move(edit));
  }
  return true;
}

// "https://hooks.slack.com/services/T0/B0/<secret>": the URL is the credential.
bool find_slack_hook(Findings& findings, std::size_t begin, std::size_t end) {
  constexpr std::string_view k_host = "hooks.slack.com";
  constexpr std::string_view k_path = "com/services/";
  const std::string_view text = findings.text();
  const std::string_view run = text.substr(begin, end - begin);
  if (!run.starts_with(k_path) || begin + 3 < k_host.size() ||
      text.substr(begin + 3 - k_host.size(), k_host.size()) != k_host) {
    return false;
  }
  const std::size_t last = run.rfind('/');
  if (last > k_path.size() && last + 8 < run.size()) {
    findings.add("slack-token", begin + last + 1, end);
  }
  return true;
}

}  // namespace

void find_in_run(Findings& findings, std::size_t begin, std::size_t end, int depth) {
  const std::string_view text = findings.text();
  begin += is_percent_escape(text, begin) ? 2 : 0;
  const std::string_view run = text.substr(begin, end - begin);
  const std::size_t last_piece = begin + run.rfind('/') + 1;  // npos + 1 is 0
  if (is_iban(text.substr(last_piece, end - last_piece))) {
    findings.add(rule::k_iban, last_piece, end);
    return;
  }
  if (is_hex_id(run) || find_dotted_token(findings, begin, end) || find_slack_hook(findings, begin, end)) {
    return;
  }
  bool is_explained = false;
  static const TokenBegins k_begins;
  constexpr int k_most_decoded = 4;
  int decoded = 0;
  for (std::size_t piece = begin; piece < end;) {
    if (k_begins.has(text[piece], at_or_nul(text, piece + 1))) {
      const std::size_t token_end = find_known_token(findings, piece, end);
      if (token_end > piece) {
        is_explained = true;
        piece = token_end;
        continue;
      }
    }
    if (decoded < k_most_decoded && may_be_base64_text(text.substr(piece, end - piece))) {
      ++decoded;
      if (find_in_base64(findings, piece, end, depth)) {
        return;
      }
    }
    piece = end_of(text, piece, is_alnum);
    while (piece < end && !is_alnum(text[piece])) {
      ++piece;
    }
  }
  if (!is_explained && run.find("://") == std::string_view::npos) {
    find_random(findings, begin, end);
  }
}

void find_bearer(Findings& findings, std::size_t at) {
  constexpr std::size_t k_least = 8;
  const std::string_view text = findings.text();
  const auto belongs = [](char c) { return is_token_char(c) || c == '.' || c == '~'; };
  std::size_t end = end_of(text, at, belongs);
  while (end > at && (text[end - 1] == '.' || is_escape_letter(text, end))) {
    --end;
  }
  const std::string_view token = text.substr(at, end - at);
  // "bearer authentication" is prose.
  const bool is_word = all_of(token, [](char c) { return is_lower(c) || c == '-' || c == '_' || c == '.'; });
  if (token.size() >= k_least && !is_word) {
    findings.add(token.starts_with("eyJ") ? rule::k_jwt : rule::k_bearer, at, end);
  }
}

void find_private_key(Findings& findings, std::size_t at) {
  const std::string_view text = findings.text();
  const std::string_view head = text.substr(at, 64);
  if (findings.is_taken(at) || head.find("PRIVATE KEY") == std::string_view::npos) {
    return;
  }
  const std::size_t body = text.find("-----", at + 11);
  const std::size_t foot = body == std::string_view::npos ? body : text.find("-----END", body + 5);
  std::size_t end = foot == std::string_view::npos ? foot : text.find("-----", foot + 8);
  if (end == std::string_view::npos) {
    // Cut: all that can belong to it, line breaks and their escapes included.
    end = body == std::string_view::npos ? at + 11 : body + 5;
    while (end < text.size() && (is_token_char(text[end]) || is_space(text[end]) ||
                                 (text[end] == '\\' && end + 1 < text.size() && text[end + 1] != '"'))) {
      ++end;
    }
  } else {
    end += 5;
  }
  findings.take_until(end);
  findings.add(rule::k_private_key, at, end);
}

}  // namespace itk::redact
