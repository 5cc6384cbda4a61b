#include "itk-collect/readers/export_lines.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/logs/log_time.h"
#include "itk-collect/readers/lines.h"

namespace itk::collect::readers {
namespace {

// What `aws logs tail --color on` puts around times and streams: ESC [ ... m.
std::string_view skip_colour(std::string_view text) {
  while (text.starts_with("\x1b[")) {
    const std::size_t end = text.find('m');
    if (end == std::string_view::npos) {
      break;
    }
    text.remove_prefix(end + 1);
  }
  return text;
}

// A word, and what follows it and one space.
struct Head {
  std::string_view word, rest;
};

Head take_word(std::string_view text) {
  text = skip_colour(text);
  const std::size_t end = text.find_first_of(" \x1b");
  if (end == std::string_view::npos) {
    return {text, {}};
  }
  std::string_view rest = skip_colour(text.substr(end));
  rest.remove_prefix(rest.starts_with(' ') ? 1 : 0);
  return {text.substr(0, end), rest};
}

struct Stamp {
  Timestamp time;
  bool has_stream = false;
  std::string_view rest;
};

// "2024-05-01T12:00:00.000Z message" of exports, "...000000+00:00 stream message" of tails, and without a zone where they
// are told to be short; what loggers write has tabs, or a local time.
std::optional<Stamp> stamp_of(std::string_view line) {
  constexpr std::size_t k_short = 19;
  const auto [word, rest] = take_word(line);
  if (word.size() < k_short || word.size() > 35 || word[4] != '-' || word[10] != 'T' || word.size() == line.size()) {
    return std::nullopt;
  }
  const std::optional<Timestamp> time =
      word.size() == k_short || word.find_first_of("Z+", k_short) != std::string_view::npos ? logs::parse_log_time(word)
                                                                                            : std::nullopt;
  return time ? std::optional(Stamp{*time, word.ends_with("+00:00"), rest}) : std::nullopt;
}

// "2024/05/01/[$LATEST]0a1b " stands between time and message in what `aws logs tail` prints; other streams have other
// names, but no space.
Head take_stream(const Stamp& stamp) {
  const Head head = take_word(stamp.rest);
  const std::string_view word = head.word;
  const bool has_day = word.size() > 11 && word[4] == '/' && word[7] == '/' && word[10] == '/' &&
                       word.find(']') != std::string_view::npos;
  const bool is_name = stamp.has_stream && !word.empty() && word.size() <= 512 &&
                       word.find_first_of("\t\"{}:*") == std::string_view::npos;
  return has_day || is_name ? head : Head{{}, stamp.rest};
}

}  // namespace

bool begins_export(std::string_view line) { return stamp_of(line).has_value(); }

void read_export(std::string_view text, const Place& place, const PieceSink& sink, FormatCounts& counts) {
  std::optional<Piece> open;
  std::size_t blank_lines = 0;  // that belong to a message only where more of it follows
  const auto close = [&] {
    blank_lines = 0;
    if (open) {
      ++counts["export"];
      sink(std::move(*open));
    }
  };
  for (std::size_t at = 0; at < text.size(); at = after_line(text, at)) {
    const std::string_view line = line_at(text, at);
    const std::optional<Stamp> stamp = stamp_of(line);
    if (!stamp) {
      if (line.empty()) {
        ++blank_lines;
      } else if (open) {
        open->text.append(blank_lines + 1, '\n') += line;
        blank_lines = 0;
      } else if (!trim(line).empty()) {
        ++counts["text"];
        sink({place.id_of(line), std::string(line), {}});
      }
      continue;
    }
    close();
    const Head stream = take_stream(*stamp);
    open = Piece{place.id_of(line), std::string(stream.rest), {}};
    open->stream = stream.word;
    open->time = stamp->time;
  }
  close();
}

// --- Text output of the command line ---

namespace {

constexpr std::string_view k_event = "EVENTS\t";

// The columns are in the order of their names, and a message may hold tabs and line breaks of its own.
std::optional<Piece> piece_of_columns(std::string_view event) {
  event.remove_prefix(k_event.size());
  const std::size_t last = event.rfind('\t');
  std::vector<std::string_view> columns;
  std::string_view rest = event.substr(0, std::min(last, event.size()));
  const std::size_t first = rest.find('\t');
  // An event id has 56 digits, an ingestion time 13.
  const std::size_t leading = first == 56 ? 3 : 1;
  for (std::size_t i = 0; i < leading; ++i) {
    const std::size_t tab = rest.find('\t');
    if (tab == std::string_view::npos) {
      return std::nullopt;
    }
    columns.push_back(rest.substr(0, tab));
    rest.remove_prefix(tab + 1);
  }
  Piece piece;
  piece.text = rest;
  piece.time = logs::parse_log_time(event.substr(last + 1));
  piece.ingested = logs::parse_log_time(columns[leading == 3 ? 1 : 0]);
  if (leading == 3) {
    piece.id = columns[0];
    piece.stream = columns[2];
  }
  return piece.time ? std::optional(std::move(piece)) : std::nullopt;
}

}  // namespace

bool begins_text_output(std::string_view line) { return line.starts_with(k_event); }

void read_text_output(std::string_view text, const Place& place, const PieceSink& sink, FormatCounts& counts) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = after_line(text, at);
    while (line_at(text, at).starts_with(k_event) && end < text.size() && !line_at(text, end).starts_with(k_event) &&
           !line_at(text, end).starts_with("SEARCHEDLOGSTREAMS\t")) {
      end = after_line(text, end);
    }
    const std::string_view raw = text.substr(at, end - at);
    const std::string_view event = raw.substr(0, raw.find_last_not_of("\r\n") + 1);
    std::optional<Piece> piece = event.starts_with(k_event) ? piece_of_columns(event) : std::nullopt;
    if (piece) {
      piece->own_id = place.id_of(raw);
      piece->id = piece->id.empty() ? piece->own_id : piece->id;
      ++counts["cloudwatch"];
      sink(std::move(*piece));
    } else if (!trim(event).empty()) {
      ++counts["text"];
      sink({place.id_of(raw), std::string(event), {}});
    }
    at = end;
  }
}

}  // namespace itk::collect::readers
