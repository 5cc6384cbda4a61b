#include "itk-collect/readers/text_lines.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/json/grammar.h"
#include "itk-collect/readers/csv.h"
#include "itk-collect/readers/cut_document.h"
#include "itk-collect/readers/export_lines.h"
#include "itk-collect/readers/lines.h"

namespace itk::collect::readers {
namespace {

constexpr std::string_view k_space = " \t\r\n";

// So many values of several lines that turn out to be none, then only values of one line are looked for: each may have
// cost a look at all the rest.
constexpr int k_most_failures = 64;

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
  // Firehose writes one value right behind the other.
  const std::string_view behind =
      size == std::string_view::npos ? std::string_view{} : trim(line_at(text_, begin + size));
  const bool is_alone = size != std::string_view::npos && (behind.empty() || looks_like_json(behind));
  if (is_alone && read_document(rest.substr(0, size), place_, parser_, sink_, counts_)) {
    return begin + size;
  }
  if (size == std::string_view::npos && failures_ == 0) {
    const Salvage salvage = read_cut_document(rest, place_, parser_, sink_, counts_);
    if (salvage.is_read) {
      broken_ = broken_.value_or(Broken{text_.size()});
      return begin + salvage.rest;
    }
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
        // What stands behind it on its line is another value, or of a document that was cut.
        at = trim(line_at(text_, end)).empty() ? after_line(text_, end) : end;
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

}  // namespace

std::optional<Broken> read_text(std::string_view text, const Place& place, const PieceSink& sink,
                                FormatCounts& counts) {
  TextReader reader(text, place, sink, counts);
  const std::size_t begin = text.find_first_not_of(k_space);
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  if (begins_export(line_at(text, begin))) {
    read_export(text, place, sink, counts);
    return std::nullopt;
  }
  if (begins_text_output(line_at(text, begin))) {
    read_text_output(text, place, sink, counts);
    return std::nullopt;
  }
  if (is_csv(text)) {
    return read_csv(text, place, sink, counts) ? std::nullopt : std::optional(Broken{text.size()});
  }
  return reader.read();
}

}  // namespace itk::collect::readers
