// yaml-cpp reports where it gave up ("end of map not found"), far from the mistake and in its own words. This finds the
// mistake: the tab, the line without a colon, the quote that was opened and never closed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

// A quoted scalar or a flow collection in the text.
struct YamlSpan {
  std::size_t begin = 0;  // offset of the quote or bracket
  std::size_t end = 0;    // offset behind the closing quote
};

struct YamlFailure {
  std::size_t offset = 0;                // where yaml-cpp gave up
  std::string message;                   // what it says
  std::size_t last_value = 0;            // offset of the last value that it had read
  std::optional<YamlSpan> last_quoted;   // the last quoted scalar that it had read
  std::optional<std::size_t> open_flow;  // the innermost "[" or "{" that was still open
};

YamlProblem explain(std::string_view text, const YamlFailure& failure);

YamlProblem unclosed_quote(std::string_view text, std::size_t quote);
YamlProblem missing_colon(std::string_view text, std::size_t key, std::string_view shown);

// Where the quoted scalar whose quote stands at `quote` ends (behind its closing quote); npos: nowhere.
std::size_t end_of_quoted(std::string_view text, std::size_t quote);

// Line and column of an offset.
Place place_of(std::string_view text, std::size_t offset);

}  // namespace itk::invoke
