// What readers find in a file: one piece for each event, in order of the file.
#pragma once

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "common/json/parser.h"

namespace itk::collect::readers {

using Members = std::vector<json::Member>;

struct Piece {
  std::string id;           // CloudWatch's where the file has it, else where the piece stands: see Place
  std::string text;         // as it stands in the file; JSON in one line
  std::string translation;  // a span in the words of OpenTelemetry, for common/logs; empty: `text` says all
  std::string group{};
  std::string stream{};
  std::optional<Timestamp> time{};
  std::optional<Timestamp> ingested{};
  std::string own_id{};  // of where it stands, where `id` is CloudWatch's
};

using PieceSink = std::function<void(Piece)>;

// Gives every byte of a file a name that stays the same however often it is read:
// "<16 hex digits of the file's SHA-256>:<offset>", with ".<offset>" for what is nested in a string of it.
class Place {
 public:
  Place(std::string prefix, std::string_view text, std::size_t begin = 0)
      : prefix_(std::move(prefix)), text_(text), begin_(begin) {}

  // `part` is a slice of this place's text.
  std::string id_of(std::string_view part) const { return prefix_ + std::to_string(offset_of(part)); }
  std::size_t offset_of(std::string_view part) const {
    const bool is_inside = part.data() >= text_.data() && part.data() <= text_.data() + text_.size();
    return begin_ + (is_inside ? static_cast<std::size_t>(part.data() - text_.data()) : 0);
  }
  // The same place for a copy of `part`.
  Place of_copy(std::string_view part, std::string_view copy) const { return {prefix_, copy, offset_of(part)}; }
  // The offset in an id of this place.
  std::size_t offset_in(std::string_view id) const {
    std::size_t offset = begin_;
    if (id.starts_with(prefix_)) {
      std::from_chars(id.data() + prefix_.size(), id.data() + id.size(), offset);
    }
    return offset;
  }
  // The place of a text that was encoded in `part`.
  Place within(std::string_view part, std::string_view text) const { return {id_of(part) + ".", text}; }

 private:
  std::string prefix_;
  std::string_view text_;
  std::size_t begin_;
};

// JSON in one line, all other bytes as they are.
std::string one_line(std::string_view json);

}  // namespace itk::collect::readers
