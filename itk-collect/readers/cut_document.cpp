#include "itk-collect/readers/cut_document.h"

#include <algorithm>
#include <charconv>

namespace itk::collect::readers {
namespace {

// The text up to the last value that is whole, and the brackets that are open there.
struct Closed {
  std::size_t size = 0;
  std::string brackets;
};

Closed close(std::string_view text) {
  Closed closed;
  std::string open;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      open += c == '{' ? '}' : ']';
    } else if (c == '}' || c == ']') {
      if (open.empty() || open.back() != c) {
        break;
      }
      open.pop_back();
      closed = {i + 1, open};
    }
  }
  std::reverse(closed.brackets.begin(), closed.brackets.end());
  return closed;
}

// The format that was counted last.
std::string take_format(const FormatCounts& counts, FormatCounts& seen) {
  for (const auto& [name, count] : counts) {
    if (std::int64_t& before = seen[name]; before != count) {
      before = count;
      return name;
    }
  }
  return "json";
}

}  // namespace

Salvage read_cut_document(std::string_view text, const Place& place, json::Parser& parser, const PieceSink& sink,
                          FormatCounts& counts) {
  const Closed closed = close(text);
  if (closed.size == 0 || closed.brackets.empty()) {
    return {};
  }
  const json::PaddedText repaired(std::string(text.substr(0, closed.size)) + closed.brackets);
  const Place inside = place.of_copy(text, repaired.view());
  const std::size_t begin = inside.offset_of(repaired.view());
  FormatCounts found, seen;
  Salvage salvage{false, closed.size};
  const PieceSink keep_whole = [&](Piece piece) {
    const std::string format = take_format(found, seen);
    const std::size_t offset = inside.offset_in(piece.own_id.empty() ? piece.id : piece.own_id) - begin;
    if (offset + std::max<std::size_t>(piece.text.size(), 1) > closed.size) {
      salvage.rest = std::min(salvage.rest, offset);  // it reaches into the brackets that we closed
      return;
    }
    salvage.is_read = true;
    ++counts[format];
    sink(std::move(piece));
  };
  read_document(repaired.view(), inside, parser, keep_whole, found);
  return salvage;
}

}  // namespace itk::collect::readers
