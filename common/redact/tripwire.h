// A last look at files that are finished: what they hold was redacted where it was written, and whatever is in them all
// the same has slipped through. Only what is certain counts (Redactor::find_secrets).
#pragma once

#include <string>
#include <string_view>

#include "common/base/environment.h"
#include "common/redact/redactor.h"

namespace itk::redact {

class Tripwire {
 public:
  // With the keys, patterns, rules and secrets of these settings; no key of pseudonyms is needed, or made.
  static Result<Tripwire> make(const Environment& settings);

  // Errors: what slipped through, by rule and place; never the thing itself. The file's name is looked at, too.
  Status check(const std::string& file, std::string_view bytes);

 private:
  explicit Tripwire(Redactor redactor) : redactor_(std::move(redactor)) {}

  Redactor redactor_;
};

}  // namespace itk::redact
