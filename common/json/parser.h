// Reads JSON objects and arrays one level at a time, over simdjson, as slices of the text: what nobody looks into is
// never decoded, and a payload stays the bytes that came in. Everything is validated, nested values included.
//
// The text must be followed by 64 readable bytes (LineReader's lines are; for others see PaddedText).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace itk::json {

inline constexpr std::size_t k_padding = 64;
inline constexpr std::size_t k_max_depth = 256;

enum class Kind { Object, Array, String, Number, Bool, Null };

// One value. Views live until the parser reads another text at the same level.
struct Value {
  Kind kind = Kind::Null;
  std::string_view raw;   // the bytes as they stand in the text, without outer space
  std::string_view text;  // String: unescaped
  double number = 0;      // Number
  std::int64_t integer = 0;
  bool is_integer = false;  // Number without fraction or exponent that fits 64 bits
  bool boolean = false;     // Bool

  bool is_null() const { return kind == Kind::Null; }
};

struct Member {
  std::string_view key;  // empty in arrays
  Value value;
};

class Parser {
 public:
  Parser();
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  // The members of an object, in order of the text. `level` keeps nested reads apart: reading a member's raw text at
  // level + 1 leaves the views of `level` alone.
  Result<const std::vector<Member>*> object(std::string_view text, std::size_t level = 0);
  // The same for an array.
  Result<const std::vector<Member>*> array(std::string_view text, std::size_t level = 0);
  // The same for a value that this parser gave out: it was validated then, and is not again.
  Result<const std::vector<Member>*> object(const Value& value, std::size_t level);
  Result<const std::vector<Member>*> array(const Value& value, std::size_t level);

 private:
  struct Level;
  Level& level_at(std::size_t level, bool is_valid);
  Result<const std::vector<Member>*> read_object(Level& state, std::string_view text);
  Result<const std::vector<Member>*> read_array(Level& state, std::string_view text);

  std::vector<std::unique_ptr<Level>> levels_;
};

// A copy of some text with the padding that Parser wants behind it.
class PaddedText {
 public:
  explicit PaddedText(std::string_view text) {
    storage_.reserve(text.size() + k_padding);
    storage_.append(text).append(k_padding, '\0');
  }
  std::string_view view() const { return std::string_view(storage_).substr(0, storage_.size() - k_padding); }

 private:
  std::string storage_;
};

// The member with this key, or null. The last one wins where a hostile text repeats a key.
const Value* find(const std::vector<Member>& members, std::string_view key);

}  // namespace itk::json
