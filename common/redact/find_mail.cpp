// E-mail addresses, and passwords in URLs: both have an @.
#include <algorithm>

#include "common/redact/chars.h"
#include "common/redact/detectors.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_longest_local = 64;    // RFC 5321
constexpr std::size_t k_longest_domain = 255;  // RFC 1035
constexpr std::size_t k_longest_password = 512;

constexpr std::string_view k_file_types[] = {"png",  "jpg", "jpeg", "gif", "svg", "webp", "js",  "mjs", "ts",
                                             "css",  "map", "json", "py",  "txt", "csv",  "log", "xml", "pdf",
                                             "html", "htm", "yaml", "yml", "gz",  "tar",  "bak"};

// Two-byte UTF-8: Latin, Greek, Cyrillic. (Chinese prose has no space before an address: it must not go with it.)
bool is_letter_byte(std::string_view text, std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  const auto previous = static_cast<unsigned char>(before(text, i));
  return (byte >= 0x80 && byte <= 0xbf && previous >= 0xc3 && previous <= 0xd4) ||
         (byte >= 0xc3 && byte <= 0xd4 && i + 1 < text.size());
}

bool is_local(std::string_view text, std::size_t i) {
  const char c = text[i];
  return is_alnum(c) || std::string_view(".!#$*+-_?^`{|}~").find(c) != std::string_view::npos ||
         is_letter_byte(text, i);
}

std::size_t local_begin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < k_longest_local && is_local(text, begin - 1) && !is_escape_letter(text, begin - 1)) {
    --begin;
  }
  begin += is_percent_escape(text, begin) ? 2 : 0;
  // Punctuation in front belongs to the sentence: `{alice@example.com}`, `--to=`...
  while (begin < at && !is_alnum(text[begin]) && static_cast<unsigned char>(text[begin]) < 0x80) {
    ++begin;
  }
  return begin;
}

bool is_top_level(std::string_view label) {
  return label.size() >= 2 && (all_of(label, is_letter) || label.starts_with("xn--"));
}

bool is_file_type(std::string_view label) {
  return std::find(std::begin(k_file_types), std::end(k_file_types), lowered(label)) != std::end(k_file_types);
}

// Behind "host.example": its end, or `begin` if it has no top-level domain. "example.com.json" is a file's name.
std::size_t domain_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  const std::size_t most = std::min(text.size(), begin + k_longest_domain);
  while (end < most && (is_alnum(text[end]) || text[end] == '-' || text[end] == '.')) {
    ++end;
  }
  while (end > begin && !is_alnum(text[end - 1])) {
    --end;
  }
  for (;;) {
    const std::string_view domain = text.substr(begin, end - begin);
    const std::size_t dot = domain.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || domain.find("..") != std::string_view::npos) {
      return begin;
    }
    if (!is_file_type(domain.substr(dot + 1))) {
      return is_top_level(domain.substr(dot + 1)) ? end : begin;
    }
    end = begin + dot;
  }
}

// "scheme://user:password@": the begin of "user", or npos.
std::size_t userinfo_begin(std::string_view text, std::size_t at) {
  std::size_t i = at;
  while (i > 0 && at - i < k_longest_password) {
    const char c = text[i - 1];
    if (is_space(c) || c == '@' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\\') {
      return std::string_view::npos;
    }
    if (c == '/' && i >= 3 && text[i - 2] == '/' && text[i - 3] == ':') {
      return i;
    }
    --i;
  }
  return std::string_view::npos;
}

}  // namespace

void find_at_sign(Findings& findings, std::size_t at) {
  const std::string_view text = findings.text();
  const std::vector<Edit>& edits = findings.edits();
  if (!edits.empty() && edits.back().end == at && edits.back().rule == rule::k_url_password) {
    return;  // this one ends the password, which had an @ of its own
  }
  const std::size_t user = userinfo_begin(text, at);
  if (user != std::string_view::npos) {
    const std::string_view info = text.substr(user, at - user);
    const std::size_t colon = user + std::min(info.find(':'), info.size());
    if (colon < at && info.find_first_of("?#") == std::string_view::npos) {
      // The last @ before the path ends the password; `at` may be one inside it.
      std::size_t end = at;
      for (std::size_t i = at + 1; i < text.size() && i < at + k_longest_domain; ++i) {
        const char c = text[i];
        if (c == '@') {
          end = i;
        } else if (!is_alnum(c) && c != '-' && c != '.' && c != '_') {
          break;
        }
      }
      if (end > colon + 1 && pseudonym_at(text, colon + 1) == 0) {
        findings.add(rule::k_url_password, colon + 1, end);
        return;
      }
    }
  }
  const std::size_t begin = local_begin(text, at);
  const std::size_t end = domain_end(text, at + 1);
  if (begin == at || end == at + 1) {
    return;
  }
  const bool is_remote = text.substr(begin, at - begin) == "git";  // git@github.com:owner/name
  if (!is_remote) {
    findings.add(rule::k_email, begin, end, lowered(text.substr(begin, end - begin)));
  }
}

}  // namespace itk::redact
