#include "itk-compare/payload_text.h"

#include <algorithm>
#include <functional>
#include <string>

#include "common/json/parser.h"

namespace itk::compare {
namespace {

// Calls `visit` with the text of each string inside a JSON value, until it returns true.
bool visit_strings(json::Parser& parser, const json::Value& value, std::size_t level,
                   const std::function<bool(std::string_view)>& visit) {
  if (value.kind == json::Kind::String) {
    return visit(value.text);
  }
  if (value.kind != json::Kind::Object && value.kind != json::Kind::Array) {
    return false;
  }
  const auto members =
      value.kind == json::Kind::Object ? parser.object(value.raw, level) : parser.array(value.raw, level);
  if (!members) {
    return false;
  }
  return std::any_of((*members)->begin(), (*members)->end(),
                     [&](const json::Member& member) { return visit_strings(parser, member.value, level + 1, visit); });
}

}  // namespace

bool contains_text(const RawJson& payload, const expect::TextMatch& match) {
  if (match.matches(payload.text)) {
    return true;
  }
  json::Parser parser;
  const json::PaddedText wrapped("[" + payload.text + "]");
  const auto values = parser.array(wrapped.view());
  return values && std::any_of((*values)->begin(), (*values)->end(), [&](const json::Member& element) {
           return visit_strings(parser, element.value, 1, [&](std::string_view text) { return match.matches(text); });
         });
}

}  // namespace itk::compare
