// A log event as CloudWatch Logs keeps it, and the id that it gets.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace itk::sandbox::logs {

// Where an event stands in its group: by its own time, then by arrival.
struct Position {
  std::int64_t timestamp_ms = 0;
  std::uint64_t sequence = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Event {
  Position position;
  std::int64_t ingestion_ms = 0;  // from then on it can be found
  std::string stream;
  std::string message;
};

// 56 digits, unique, as AWS's are.
std::string event_id(const Position& position);
// The position that an id of 56 digits means.
std::optional<Position> read_event_id(std::string_view id);

}  // namespace itk::sandbox::logs
