// What readers find in a file: one piece for each event, in order of the file.
#pragma once

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
  Place(std::string prefix, std::string_view text) : prefix_(std::move(prefix)), text_(text) {}

  // `part` is a slice of this place's text.
  std::string id_of(std::string_view part) const {
    const bool is_inside = part.data() >= text_.data() && part.data() <= text_.data() + text_.size();
    return prefix_ + std::to_string(is_inside ? part.data() - text_.data() : 0);
  }
  // The place of a text that was encoded in `part`.
  Place within(std::string_view part, std::string_view text) const { return {id_of(part) + ".", text}; }

 private:
  std::string prefix_;
  std::string_view text_;
};

// JSON in one line, all other bytes as they are.
std::string one_line(std::string_view json);

}  // namespace itk::collect::readers
