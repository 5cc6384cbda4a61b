// What a Redactor was told, compiled; and the place where the detectors put what they find.
#pragma once

#include <re2/re2.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/redact/edits.h"
#include "common/redact/key_names.h"
#include "common/redact/literals.h"
#include "common/redact/nesting.h"
#include "common/redact/pseudonym.h"

namespace itk::redact {

// The names of the rules, as they stand in pseudonyms and counts.
namespace rule {
inline constexpr std::string_view k_secret = "secret";  // by its key
inline constexpr std::string_view k_environment = "env";
inline constexpr std::string_view k_entropy = "entropy";
inline constexpr std::string_view k_email = "email";
inline constexpr std::string_view k_phone = "phone";
inline constexpr std::string_view k_card = "card";
inline constexpr std::string_view k_ssn = "ssn";
inline constexpr std::string_view k_iban = "iban";
inline constexpr std::string_view k_url_password = "url-password";
inline constexpr std::string_view k_bearer = "bearer";
inline constexpr std::string_view k_jwt = "jwt";
inline constexpr std::string_view k_private_key = "private-key";
inline constexpr std::string_view k_aws_secret = "aws-secret";
}  // namespace rule

struct UserPattern {
  std::string name;
  std::unique_ptr<re2::RE2> regex;
};

struct Rules {
  explicit Rules(std::string key) : pseudonyms(std::move(key)) {}

  KeyNames keys;
  Literals literals;  // tags: index in anchors.h, or k_environment_tag
  std::deque<UserPattern> patterns;
  std::vector<std::unique_ptr<re2::RE2>> allowed;  // what one of these matches whole stays
  std::set<std::string, std::less<>> off;          // rules that are switched off
  Pseudonyms pseudonyms;
};

// How a text is looked at.
struct Mode {
  bool is_json = false;   // a JSON value, as opposed to text that may hold some
  bool tripwire = false;  // only what is certain
};

// Detectors look at one text and add what they find.
class Findings {
 public:
  Findings(std::string_view text, Rules& rules, Mode mode) : text_(text), rules_(rules), mode_(mode) {}

  std::string_view text() const { return text_; }
  Rules& rules() const { return rules_; }
  Mode mode() const { return mode_; }

  // `normal_form`: what the pseudonym is made of, so that spellings of one value get one pseudonym.
  void add(std::string_view rule, std::size_t begin, std::size_t end, std::string_view normal_form);
  void add(std::string_view rule, std::size_t begin, std::size_t end) {
    add(rule, begin, end, text_.substr(begin, end - begin));
  }
  // An edit of somebody else's making: from a decoded piece.
  void add(Edit edit) { edits_.push_back(std::move(edit)); }

  // Detectors that read far ahead say how far, so that nothing is read twice however hostile the text is.
  bool is_taken(std::size_t offset) const { return offset < taken_; }
  void take_until(std::size_t offset) { taken_ = std::max(taken_, offset); }

  // The keys that `offset` stands under, as a path. Forward only.
  std::string path_at(std::size_t offset);

  std::vector<Edit>& edits() { return edits_; }

 private:
  std::string_view text_;
  Rules& rules_;
  Mode mode_;
  std::vector<Edit> edits_;
  std::size_t taken_ = 0;
  std::optional<Nesting> nesting_;  // only where somebody asks for a path
};

}  // namespace itk::redact
