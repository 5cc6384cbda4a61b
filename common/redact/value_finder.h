// The value behind a telling key: a string of either quotes at any depth, an object or array, or bare characters.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/redact/rules.h"

namespace itk::redact {

class ValueFinder {
 public:
  // `is_prose`: the value may be the next word of a sentence instead.
  ValueFinder(Findings& findings, KeyKind kind, bool is_prose)
      : findings_(findings), text_(findings.text()), kind_(kind), is_prose_(is_prose) {}

  // Finds and adds the value that begins at `at`, whatever it is; of an object or array, what it holds.
  void find(std::size_t at, bool with_containers);

 private:
  // Both return the offset behind the closing quote.
  std::size_t find_string(std::size_t quote, std::size_t depth);
  std::size_t find_leaf_string(std::size_t begin);
  void find_leaves(std::size_t open);
  void find_bare(std::size_t begin);

  std::size_t bare_end(std::size_t begin) const;
  std::size_t line_end(std::size_t begin) const;
  std::size_t header_end(std::size_t begin) const;

  // Adds what stands there if it is a secret; `depth` of its quotes, 0 without.
  void add(std::size_t begin, std::size_t end, std::size_t depth);

  Findings& findings_;
  std::string_view text_;
  KeyKind kind_;
  bool is_prose_;
};

}  // namespace itk::redact
