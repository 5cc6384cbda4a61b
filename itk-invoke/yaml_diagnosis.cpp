#include "itk-invoke/yaml_diagnosis.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/text.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_nowhere = std::string_view::npos;

std::size_t line_begin(std::string_view text, std::size_t offset) {
  const std::size_t before = offset == 0 ? k_nowhere : text.rfind('\n', offset - 1);
  return before == k_nowhere ? 0 : before + 1;
}

std::string_view line_at(std::string_view text, std::size_t begin) {
  return text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
}

bool is_blank_or_comment(std::string_view line) {
  line = trim(line);
  return line.empty() || line[0] == '#';
}

// The offset of the first tab in the indentation of the line that begins at `begin`.
std::size_t tab_in_indentation(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin; i < text.size() && (text[i] == ' ' || text[i] == '\t'); ++i) {
    if (text[i] == '\t') {
      return i;
    }
  }
  return k_nowhere;
}

// The begin of the nearest line above that says something.
std::size_t previous_line(std::string_view text, std::size_t begin) {
  while (begin > 0) {
    begin = line_begin(text, begin - 1);
    if (!is_blank_or_comment(line_at(text, begin))) {
      return begin;
    }
  }
  return k_nowhere;
}

// The offset in `line` of the colon that makes a key of what stands before it.
std::size_t key_colon(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' || line[i] == '\'') {
      const std::size_t end = end_of_quoted(line, i);
      i = end == k_nowhere ? i : end - 1;
    } else if (line[i] == ':' && (i + 1 == line.size() || line[i + 1] == ' ' || line[i + 1] == '\r')) {
      return i;
    }
  }
  return k_nowhere;
}

std::size_t first_character(std::string_view text, std::size_t begin) {
  while (begin < text.size() && (text[begin] == ' ' || text[begin] == '\t' || text[begin] == '-')) {
    ++begin;
  }
  return begin;
}

YamlProblem tab_problem(std::string_view text, std::size_t tab) {
  return {place_of(text, tab), "yaml_tab", "a tab indents this line, which YAML does not allow; indent with spaces"};
}

// "illegal map value": a colon where none may be. Either the line above lacks one, or this value has one too many, or
// the line is indented below a key that has its value already.
YamlProblem explain_colon(std::string_view text, std::size_t offset) {
  const std::size_t begin = line_begin(text, offset);
  const bool is_first_colon = key_colon(line_at(text, begin)) + begin == offset;
  if (!is_first_colon) {
    return {place_of(text, offset), "yaml_colon",
            "a value that contains \": \" must be quoted; put quotes around the whole value"};
  }
  const std::size_t above = previous_line(text, begin);
  if (above != k_nowhere && key_colon(line_at(text, above)) == k_nowhere) {
    return missing_colon(text, first_character(text, above), trim(line_at(text, above)));
  }
  return {place_of(text, first_character(text, begin)), "yaml_indentation",
          "this line is indented deeper than the line above, which has its value already; align it with its siblings"};
}

// The quote that is open at the end of the text, looked for behind the last value that could be read.
std::size_t open_quote(std::string_view text, std::size_t from) {
  for (std::size_t i = from; i < text.size(); ++i) {
    const bool starts_token = i == 0 || std::string_view(" \t\n[{,(").find(text[i - 1]) != k_nowhere;
    if (text[i] == '#' && starts_token) {
      i = std::min(text.find('\n', i), text.size());
    } else if ((text[i] == '"' || text[i] == '\'') && starts_token) {
      const std::size_t end = end_of_quoted(text, i);
      if (end == k_nowhere) {
        return i;
      }
      i = end - 1;
    }
  }
  return k_nowhere;
}

// The "?" outside of quotes that stands in the flow collection that opens at `open`.
std::size_t question_in_flow(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    const char c = text[i];
    const bool starts_token = i > open && std::string_view(" \t\n[{,:").find(text[i - 1]) != k_nowhere;
    if ((c == '"' || c == '\'') && starts_token) {
      const std::size_t end = end_of_quoted(text, i);
      i = end == k_nowhere ? text.size() : end - 1;
    } else if (c == '?') {
      return i;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if ((c == ']' || c == '}') && --depth == 0) {
      return k_nowhere;
    }
  }
  return k_nowhere;
}

YamlProblem explain_flow(std::string_view text, std::size_t open) {
  if (const std::size_t question = question_in_flow(text, open); question != k_nowhere) {
    return {place_of(text, question), "yaml_flow",
            fmt::format("a value with \"?\" must be quoted within {}; put quotes around the whole value",
                        text[open] == '[' ? "[...]" : "{...}")};
  }
  return {place_of(text, open), "yaml_flow",
          fmt::format("\"{}\" is opened here and not closed; add \"{}\"", text[open], text[open] == '[' ? ']' : '}')};
}

}  // namespace

Place place_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  return {lines + 1, static_cast<std::int64_t>(offset - line_begin(text, offset)) + 1};
}

std::size_t end_of_quoted(std::string_view text, std::size_t quote) {
  const char mark = text[quote];
  for (std::size_t i = quote + 1; i < text.size(); ++i) {
    if (mark == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == mark) {
      if (mark == '\'' && i + 1 < text.size() && text[i + 1] == mark) {
        ++i;  // '' is an apostrophe
      } else {
        return i + 1;
      }
    }
  }
  return k_nowhere;
}

YamlProblem unclosed_quote(std::string_view text, std::size_t quote) {
  return {place_of(text, quote), "yaml_quote",
          fmt::format("the quote {} is opened here and not closed on its line; close it", text[quote])};
}

YamlProblem missing_colon(std::string_view text, std::size_t key, std::string_view shown) {
  const std::size_t colon = shown.find(':');
  if (colon != k_nowhere && colon > 0 && shown.find("://") != colon) {
    return {
        place_of(text, key), "yaml_colon",
        fmt::format("a space is missing behind the colon of \"{}\"; write \"{}: ...\"", shown, shown.substr(0, colon))};
  }
  return {place_of(text, key), "yaml_colon",
          fmt::format("a colon is missing in \"{}\"; write \"{}: ...\"", shown, shown.substr(0, shown.find(' ')))};
}

YamlProblem explain(std::string_view text, const YamlFailure& failure) {
  const std::string_view says = failure.message;
  const std::size_t offset = std::min(failure.offset, text.size());
  if (const std::size_t tab = tab_in_indentation(text, line_begin(text, offset)); tab != k_nowhere) {
    return tab_problem(text, tab);
  }
  if (says.starts_with("illegal EOF in scalar") || says.starts_with("illegal document indicator in scalar")) {
    const std::size_t quote = open_quote(text, failure.last_value);
    return unclosed_quote(text, quote == k_nowhere ? failure.last_value : quote);
  }
  if (failure.last_quoted && failure.last_quoted->begin < offset) {
    const YamlSpan& quoted = *failure.last_quoted;
    const bool many_lines = text.substr(quoted.begin, quoted.end - quoted.begin).find('\n') != k_nowhere;
    if (many_lines && line_begin(text, quoted.end) == line_begin(text, offset)) {
      return unclosed_quote(text, quoted.begin);  // it ended where the next value's quote opens
    }
  }
  if (failure.open_flow) {
    return explain_flow(text, *failure.open_flow);
  }
  if (says.starts_with("illegal map value")) {
    return explain_colon(text, offset);
  }
  const Place at = place_of(text, offset);
  if (says.starts_with("unknown token") && offset < text.size()) {
    return {at, "yaml_syntax", fmt::format("a value cannot begin with \"{}\"; put quotes around it", text[offset])};
  }
  if (says.starts_with("unknown escape character")) {
    return {place_of(text, offset < 2 ? 0 : offset - 2), "yaml_escape",
            fmt::format("\"\\{}\" means nothing in double quotes; write \"\\\\\" for a backslash, or use single quotes",
                        says.substr(says.find(": ") + 2))};
  }
  if (says.starts_with("the referenced anchor")) {
    return {at, "yaml_alias", "this alias names an anchor that does not exist; put quotes around a text with \"*\""};
  }
  if (says.starts_with("end of map") || says.starts_with("end of sequence")) {
    return {at, "yaml_indentation", "this line fits neither the key nor the list above it; align it with its siblings"};
  }
  return {at, "yaml_syntax", fmt::format("this is not YAML ({}); mend the line", says)};
}

}  // namespace itk::invoke
