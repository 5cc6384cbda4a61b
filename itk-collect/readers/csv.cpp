#include "itk-collect/readers/csv.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/json/writer.h"
#include "common/logs/log_time.h"

namespace itk::collect::readers {
namespace {

constexpr std::size_t k_longest_header = 4096;

struct Row {
  std::vector<std::string> cells;
  std::string_view raw;  // without the line break
  bool is_whole = true;
};

// The row at the beginning of `text`, which is moved behind it.
Row take_row(std::string_view& text) {
  Row row;
  std::string cell;
  bool in_quotes = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (in_quotes) {
      if (c == '"' && at + 1 < text.size() && text[at + 1] == '"') {
        cell += text[++at];
      } else if (c == '"') {
        in_quotes = false;
      } else {
        cell += c;
      }
    } else if (c == '"' && cell.empty()) {
      in_quotes = true;
    } else if (c == ',') {
      row.cells.push_back(std::exchange(cell, {}));
    } else if (c == '\n') {
      break;
    } else {
      cell += c;
    }
  }
  if (!in_quotes && cell.ends_with('\r')) {
    cell.pop_back();
  }
  row.cells.push_back(std::move(cell));
  row.raw = text.substr(0, at);
  row.is_whole = !in_quotes;
  text.remove_prefix(std::min(text.size(), at + 1));
  return row;
}

std::optional<std::size_t> column(const Row& header, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto found = std::find(header.cells.begin(), header.cells.end(), name);
    if (found != header.cells.end()) {
      return static_cast<std::size_t>(found - header.cells.begin());
    }
  }
  return std::nullopt;
}

class Table {
 public:
  explicit Table(const Row& header)
      : header_(header),
        message_(column(header, {"@message", "message"})),
        time_(column(header, {"@timestamp", "timestamp"})),
        ingested_(column(header, {"@ingestionTime", "ingestionTime"})),
        group_(column(header, {"@log", "logGroupName", "logGroup"})),
        stream_(column(header, {"@logStream", "logStreamName", "logStream"})),
        id_(column(header, {"@ptr", "eventId"})) {}

  bool is_of_events() const { return message_ && time_; }

  Piece piece_of(const Row& row, const Place& place) const {
    const auto cell = [&](std::optional<std::size_t> index) {
      return index && *index < row.cells.size() ? row.cells[*index] : std::string();
    };
    Piece piece;
    piece.own_id = place.id_of(row.raw);
    piece.id = cell(id_).empty() ? piece.own_id : cell(id_);
    // A row that has not all columns stays as it is.
    piece.text = row.is_whole && row.cells.size() == header_.cells.size() ? cell(message_) : std::string(row.raw);
    piece.group = cell(group_);
    const std::size_t account = piece.group.find(':');
    piece.group.erase(0, account == 12 ? account + 1 : 0);  // "123456789012:/aws/lambda/orders"
    piece.stream = cell(stream_);
    piece.time = logs::parse_log_time(cell(time_));
    piece.ingested = logs::parse_log_time(cell(ingested_));
    return piece;
  }

 private:
  const Row& header_;
  std::optional<std::size_t> message_, time_, ingested_, group_, stream_, id_;
};

}  // namespace

bool is_csv(std::string_view text) {
  std::string_view first = text.substr(0, text.find('\n'));
  if (first.size() > k_longest_header || first.find("essage") == std::string_view::npos ||
      first.find(',') == std::string_view::npos) {
    return false;
  }
  const Row header = take_row(first);
  return Table(header).is_of_events();
}

bool read_csv(std::string_view text, const Place& place, const PieceSink& sink, FormatCounts& counts) {
  const Row header = take_row(text);
  const Table table(header);
  while (!text.empty()) {
    const Row row = take_row(text);
    if (trim(row.raw).empty()) {
      continue;
    }
    ++counts["csv"];
    sink(table.piece_of(row, place));
    if (!row.is_whole) {
      return false;
    }
  }
  return true;
}

}  // namespace itk::collect::readers
