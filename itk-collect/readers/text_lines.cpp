#include "itk-collect/readers/text_lines.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/json/grammar.h"

namespace itk::collect::readers {
namespace {

constexpr std::string_view k_space = " \t\r\n";

// So many values of several lines that turn out to be none, then only values of one line are looked for: each may have
// cost a look at all the rest.
constexpr int k_most_failures = 64;

// The line at `begin`, without its break.
std::string_view line_at(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find('\n', begin);
  std::string_view line = text.substr(begin, end == std::string_view::npos ? end : end - begin);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

std::size_t after_line(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find('\n', begin);
  return end == std::string_view::npos ? text.size() : end + 1;
}

// "[INFO]" begins no array of ours, nor does "[1] done".
bool looks_like_json(std::string_view text) {
  if (text.empty() || (text[0] != '{' && text[0] != '[')) {
    return false;
  }
  const std::size_t next = text.find_first_not_of(k_space, 1);
  if (next == std::string_view::npos) {
    return true;
  }
  return text[0] == '{' ? text[next] == '"' || text[next] == '}'
                        : text[next] == '{' || text[next] == '[' || text[next] == '"' || text[next] == ']';
}

// Behind the bracket that closes the one at the beginning; npos: none does.
std::size_t end_of_value(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

class TextReader {
 public:
  TextReader(std::string_view text, const Place& place, const PieceSink& sink, FormatCounts& counts)
      : text_(text), place_(place), sink_(sink), counts_(counts) {}

  std::optional<Broken> read();
  void read_export();

 private:
  std::size_t read_value(std::size_t begin);
  void put_line(std::string_view line);

  std::string_view text_;
  const Place& place_;
  const PieceSink& sink_;
  FormatCounts& counts_;
  json::Parser parser_;
  std::optional<Broken> broken_;
  int failures_ = 0;
};

void TextReader::put_line(std::string_view line) {
  ++counts_["text"];
  sink_({place_.id_of(line), std::string(line), {}});
}

// Where the value that begins at `begin` ends; `begin` itself where there is none.
std::size_t TextReader::read_value(std::size_t begin) {
  const std::string_view rest = text_.substr(begin);
  const std::string_view line = line_at(text_, begin);
  const std::size_t size = end_of_value(failures_ < k_most_failures ? rest : line);
  const bool is_alone =
      size != std::string_view::npos && trim(line_at(text_, begin + size)).empty() && size <= rest.size();
  if (is_alone && read_document(rest.substr(0, size), place_, parser_, sink_, counts_)) {
    return begin + size;
  }
  failures_ += size == std::string_view::npos || size > line.size() ? 1 : 0;
  // Within a log, lines that only look like JSON are nobody's loss; a document that is cut or broken is.
  const bool is_cut = size == std::string_view::npos && failures_ < k_most_failures;
  const bool is_first = text_.find_first_not_of(k_space) == begin;
  if (!broken_ && (is_cut || is_first)) {
    const std::string_view wanted = is_alone ? rest.substr(0, size) : rest;
    broken_ = Broken{begin + json::find_error(wanted, json::k_max_depth).value_or(size)};
  }
  return begin;
}

std::optional<Broken> TextReader::read() {
  for (std::size_t at = 0; at < text_.size();) {
    const std::size_t begin = text_.find_first_not_of(k_space, at);
    if (begin == std::string_view::npos) {
      break;
    }
    if (looks_like_json(text_.substr(begin, 4096))) {
      const std::size_t end = read_value(begin);
      if (end != begin) {
        at = after_line(text_, end);
        continue;
      }
    }
    // The line with the space in front of it, which is part of what was logged.
    const std::size_t line_begin = std::max(at, text_.rfind('\n', begin) + 1);
    put_line(line_at(text_, line_begin));
    at = after_line(text_, begin);
  }
  return broken_;
}

// --- Exports ---

struct Stamp {
  Timestamp time;
  std::size_t size = 0;  // of the time and the space behind it
};

// "2024-05-01T12:00:00.000Z message"; what loggers write has tabs, or a local time.
std::optional<Stamp> stamp_of(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space < 20 || space > 35 || line[4] != '-' || line[10] != 'T') {
    return std::nullopt;
  }
  const Result<Timestamp> time = parse_rfc3339(line.substr(0, space));
  return time ? std::optional(Stamp{*time, space + 1}) : std::nullopt;
}

// "2024/05/01/[$LATEST]0a1b " stands between time and message in what `aws logs tail` prints.
std::size_t stream_size(std::string_view rest) {
  const std::size_t space = rest.find(' ');
  const bool has_day = rest.size() > 11 && rest[4] == '/' && rest[7] == '/' && rest[10] == '/';
  return has_day && space != std::string_view::npos && rest.substr(0, space).find(']') != std::string_view::npos ? space
                                                                                                                 : 0;
}

void TextReader::read_export() {
  std::optional<Piece> open;
  std::size_t blank_lines = 0;  // that belong to a message only where more of it follows
  const auto close = [&] {
    blank_lines = 0;
    if (open) {
      ++counts_["export"];
      sink_(std::move(*open));
    }
  };
  for (std::size_t at = 0; at < text_.size(); at = after_line(text_, at)) {
    const std::string_view line = line_at(text_, at);
    const std::optional<Stamp> stamp = stamp_of(line);
    if (!stamp) {
      if (line.empty()) {
        ++blank_lines;
      } else if (open) {
        open->text.append(blank_lines + 1, '\n') += line;
        blank_lines = 0;
      } else if (!trim(line).empty()) {
        put_line(line);
      }
      continue;
    }
    close();
    std::string_view rest = line.substr(stamp->size);
    const std::size_t stream = stream_size(rest);
    open = Piece{place_.id_of(line), std::string(rest.substr(stream == 0 ? 0 : stream + 1)), {}};
    open->stream = rest.substr(0, stream);
    open->time = stamp->time;
  }
  close();
}

}  // namespace

std::optional<Broken> read_text(std::string_view text, const Place& place, const PieceSink& sink,
                                FormatCounts& counts) {
  TextReader reader(text, place, sink, counts);
  const std::size_t begin = text.find_first_not_of(k_space);
  if (begin != std::string_view::npos && stamp_of(line_at(text, begin))) {
    reader.read_export();
    return std::nullopt;
  }
  return reader.read();
}

}  // namespace itk::collect::readers
