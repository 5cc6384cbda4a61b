#include "itk-invoke/json_document.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/json/grammar.h"
#include "common/json/parser.h"
#include "itk-invoke/yaml_diagnosis.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_most_levels = json::k_max_depth - 1;  // one is the array around the document

class TreeReader {
 public:
  // `text` is the document between "[" and "]".
  TreeReader(std::string_view text, YamlDocument& document) : text_(text), document_(document) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos; ++at) {
      line_begins_.push_back(at + 1);
    }
  }

  YamlNode read(const json::Value& value, std::size_t level) {
    YamlNode node;
    node.at = place(value.raw);
    switch (value.kind) {
      case json::Kind::Null:
        break;
      case json::Kind::String:
        node.kind = YamlNode::Kind::Scalar;
        node.text = value.text;
        node.is_text = true;
        break;
      case json::Kind::Number:
      case json::Kind::Bool:
        node.kind = YamlNode::Kind::Scalar;
        node.text = value.raw;
        break;
      case json::Kind::Array:
        node.kind = YamlNode::Kind::Sequence;
        read_members(value.raw, parser_.array(value.raw, level), level, node);
        break;
      case json::Kind::Object:
        node.kind = YamlNode::Kind::Map;
        read_members(value.raw, parser_.object(value.raw, level), level, node);
        break;
    }
    return node;
  }

  // The document is the only element of an array, because the parser reads objects and arrays.
  void read_document() {
    const auto elements = parser_.array(text_);
    if (!elements || (*elements)->size() != 1) {
      document_.problems.push_back({{}, "json_syntax", "this is not one JSON value; correct it"});
      return;
    }
    document_.root = read((**elements)[0].value, 1);
  }

 private:
  void read_members(std::string_view raw, const Result<const std::vector<json::Member>*>& members, std::size_t level,
                    YamlNode& node) {
    if (!members) {
      document_.problems.push_back({place(raw), "json_syntax", members.error().message});
      return;
    }
    // The views of this level live on while the levels below are read.
    for (const json::Member& member : **members) {
      if (node.is_sequence()) {
        node.items.push_back(read(member.value, level + 1));
      } else if (node.entry(member.key) != nullptr) {
        document_.problems.push_back({place(member.value.raw), "yaml_duplicate_key",
                                      fmt::format("\"{}\" stands twice in this object; remove one", member.key)});
      } else {
        const Place at = place(member.value.raw);
        node.entries.push_back({std::string(member.key), at, read(member.value, level + 1)});
      }
    }
  }

  Place place(std::string_view raw) const {
    const std::size_t offset = static_cast<std::size_t>(raw.data() - text_.data());
    const auto line = std::prev(std::upper_bound(line_begins_.begin(), line_begins_.end(), offset));
    return {line - line_begins_.begin() + 1, static_cast<std::int64_t>(offset - *line) + 1};
  }

  std::string_view text_;
  std::vector<std::size_t> line_begins_ = {1};  // behind the "["
  YamlDocument& document_;
  json::Parser parser_;
};

std::string describe_error(std::string_view text, std::size_t offset) {
  const std::optional<std::size_t> at_any_depth = json::find_error(text, text.size());
  if (!at_any_depth || *at_any_depth != offset) {
    return fmt::format("this value is nested more than {} levels deep; flatten it", k_most_levels);
  }
  return offset >= text.size() ? "the JSON ends too early; close what is open"
                               : "this is no JSON from here on; correct or remove it";
}

}  // namespace

YamlDocument parse_json_document(std::string_view text) {
  constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(k_byte_order_mark)) {
    text.remove_prefix(k_byte_order_mark.size());
  }
  YamlDocument document;
  if (const std::optional<std::size_t> wrong = json::find_error(text, k_most_levels)) {
    document.problems.push_back({place_of(text, *wrong), "json_syntax", describe_error(text, *wrong)});
    return document;
  }
  const json::PaddedText wrapped("[" + std::string(text) + "]");
  TreeReader(wrapped.view(), document).read_document();
  return document;
}

}  // namespace itk::invoke
