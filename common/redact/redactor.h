// Takes secrets and personal data out of everything that a tool writes, before it is written. A value that goes is
// replaced by a typed pseudonym, `<email:0123456789abcdef>`: the first 16 hex digits of an HMAC of its normal form, so
// the same customer still joins across spans and tools. All other bytes stay as they are, and JSON stays JSON.
//
// README.md in this folder lists the rules. Redacting text twice changes nothing more; in random bytes a second pass may
// take more, never less.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace itk::redact {

// Values as they come out of the settings; see environment.h and key_file.h for where they come from.
struct Options {
  std::string key;                    // of the pseudonyms
  std::vector<std::string> keys;      // ITK_REDACT_KEYS: names, or path globs ("*.authorization", "headers.cookie")
  std::vector<std::string> patterns;  // ITK_REDACT_PATTERNS: RE2; a group, if there is one, is the part that goes
  std::vector<std::string> secrets;   // values that must not appear in any form
  std::string rules_file;             // ITK_REDACT_RULES: a JSON file; none if empty
};

// Where something is that should not be there. Never the thing itself.
struct Finding {
  std::string rule;
  std::size_t offset = 0;
  std::size_t size = 0;
};

using Counts = std::map<std::string, std::int64_t, std::less<>>;

// Not thread-safe: one for each thread.
class Redactor {
 public:
  ~Redactor();
  Redactor(Redactor&&) noexcept;
  Redactor& operator=(Redactor&&) noexcept;

  // Each of these returns false, and leaves `out` alone, where there is nothing to redact; else `out` is the text as
  // it may be written.

  // Any text: log lines, error messages, names of spans and files.
  bool text_into(std::string_view text, std::string& out);
  // One JSON value: what was valid stays valid (a bare number becomes a string). Text that is no JSON is taken as text.
  bool json_into(std::string_view json, std::string& out);
  // A whole record of ours, as it stands in the stream: keys and hashes that we made stay (see record_fields.h).
  bool record_into(std::string_view line, std::string& out);

  // Whether record_into() would find something; nothing is counted.
  bool finds_in_record(std::string_view line) const;

  // The same by value.
  std::string text(std::string_view text);
  std::string json(std::string_view json);
  std::string record(std::string_view line);

  // A literal of an expectation, as JSON, redacted as it would be where it is expected: under the key that `path`
  // ("response.user.password") ends in. So what was equal stays equal.
  std::string literal(std::string_view json, std::string_view path);
  // The rule that hides everything that `regex` can be after, if there is one: such an expectation can never hold.
  // (It finds secrets spelt out, and patterns that match e-mails, cards, keys ... but no pseudonym and nothing plain.)
  std::optional<std::string> aims_at_redacted(std::string_view regex);

  // The tripwire for finished files: what is certain (no entropy, names only where both key and value are quoted).
  std::vector<Finding> find_secrets(std::string_view bytes);

  // What was replaced so far, by rule.
  const Counts& counts() const;
  // Names the key of the pseudonyms without giving it away: `run.redaction_key`.
  const std::string& key_fingerprint() const;

 private:
  struct Impl;
  explicit Redactor(std::unique_ptr<Impl> impl);
  friend Result<Redactor> make_redactor(const Options& options);

  std::unique_ptr<Impl> impl_;
};

// Errors: a key that is too short, a pattern that RE2 refuses, a rules file that cannot be read or understood.
Result<Redactor> make_redactor(const Options& options);

}  // namespace itk::redact
