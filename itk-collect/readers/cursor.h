// Walks down a JSON document, one level of the parser for each step, so that all views on the way stay valid.
#pragma once

#include <string>
#include <string_view>

#include "itk-collect/readers/piece.h"

namespace itk::collect::readers {

class Cursor {
 public:
  Cursor(json::Parser& parser, const Place& place, std::size_t level = 0)
      : parser_(parser), place_(&place), level_(level) {}

  // The members of an object or the elements of an array; null: the value is neither, or too deep. Opening another
  // value with the same cursor invalidates them.
  const Members* open(const json::Value* value) const;
  // The same of a text that has the padding that json::Parser wants.
  const Members* open(std::string_view text) const;
  // For what stands inside of what this one opened.
  Cursor inside() const { return {parser_, *place_, level_ + 1}; }
  // The same for a document in a string of this one.
  Cursor inside(const Place& place) const { return {parser_, place, level_ + 1}; }
  const Place& place() const { return *place_; }

  // The value as a piece of its own.
  Piece piece_of(std::string_view raw) const { return {place_->id_of(raw), one_line(raw), {}}; }

 private:
  json::Parser& parser_;
  const Place* place_;
  std::size_t level_;
};

// The text of a string member, or "".
std::string_view text_in(const Members& members, std::string_view key);
// Whether there is a member with this key and kind.
bool has(const Members& members, std::string_view key, json::Kind kind);

}  // namespace itk::collect::readers
