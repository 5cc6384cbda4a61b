// One text to look for: literal, or an RE2 pattern (linear time, so that a hostile pattern cannot hang a
// gate).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace re2 {
class RE2;
}

namespace itk::expect {

class TextMatch {
 public:
  static TextMatch literal(std::string text);
  // A pattern that RE2 does not accept is a usage error.
  static Result<TextMatch> pattern(std::string text);

  // Whether it stands somewhere in `haystack`.
  bool matches(std::string_view haystack) const;
  // For people: "\"hello\"" or "/^h.llo$/".
  std::string describe() const;

 private:
  std::string text_;
  std::shared_ptr<const re2::RE2> pattern_;  // null: literal
};

}  // namespace itk::expect
