// Follows JSON and JSON in strings through a text, without decoding: how many strings stand open at a place, and under
// which keys it stands. A quote with n backslashes before it belongs to the string n's trailing one bits deep: `"` is
// the outermost, `\"` the next, `\\\"` the one in that; so nothing has to be unescaped, at no depth.
//
// Lenient: what is not JSON gives an answer, too.
#pragma once

#include <bit>
#include <string>
#include <string_view>
#include <vector>

namespace itk::redact {

// The depth of the string that a quote with this many backslashes before it opens or closes; 1 is the outermost.
constexpr std::size_t quote_depth(std::size_t backslashes) {
  return static_cast<std::size_t>(std::countr_one(backslashes)) + 1;
}

class Nesting {
 public:
  explicit Nesting(std::string_view text) : text_(text), strings_{{}} {
    strings_[0].is_json = true;  // prose may have an object in the middle
  }

  // Forward only.
  void advance_to(std::size_t offset);

  // The number of open strings: 0 outside of all.
  std::size_t depth() const { return strings_.size() - 1; }
  // Whether this is inside of an object or array.
  bool holds_json() const { return strings_.back().keys.size() > 1; }
  // The key of the outermost object, if the text is one.
  std::string_view top_key() const { return strings_[0].keys.size() > 1 ? strings_[0].keys[1] : std::string_view(); }
  // "request.headers.cookie": the keys down to here, those of outer texts first.
  std::string path() const;

 private:
  struct Open {
    bool is_json = false;  // begins as an object or array does
    std::size_t begin = 0;
    std::vector<std::string_view> keys{std::string_view()};  // one for each open container
    std::string_view last_string;
  };
  bool begins_json(std::size_t offset) const;
  void take_quote(std::size_t at, std::size_t backslashes);

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Open> strings_;
};

}  // namespace itk::redact
