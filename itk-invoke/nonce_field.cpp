#include "itk-invoke/nonce_field.h"

#include <fmt/format.h>

#include "common/base/text.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_nonce = "${itk.nonce}";

YamlNode nonce_node(Place at) {
  YamlNode node;
  node.kind = YamlNode::Kind::Scalar;
  node.at = at;
  node.is_text = true;
  node.text = k_nonce;
  return node;
}

// Why it cannot be put there, or "".
std::string put(YamlNode& into, const std::vector<std::string>& path, std::size_t depth, Place at) {
  if (depth == path.size()) {
    if (!into.is_null() && into.text != k_nonce) {
      return "the payload has a value there already; remove it, or name another field";
    }
    into = nonce_node(at);
    return "";
  }
  if (into.is_null()) {
    into.kind = YamlNode::Kind::Map;
    into.at = at;
  }
  if (!into.is_map()) {
    return fmt::format("{} is {} and has no fields; name a field of a mapping",
                       depth == 0 ? "the payload" : fmt::format("\"{}\"", path[depth - 1]), describe(into));
  }
  for (YamlEntry& entry : into.entries) {
    if (entry.key == path[depth]) {
      return put(entry.value, path, depth + 1, at);
    }
  }
  into.entries.push_back({path[depth], at, YamlNode()});
  return put(into.entries.back().value, path, depth + 1, at);
}

// The payload itself, or the body of each record where the path does not begin at the records.
std::vector<YamlNode*> places_to_begin(YamlNode& payload) {
  std::vector<YamlNode*> begins;
  for (YamlEntry& entry : payload.entries) {
    if (entry.key != "Records" || !entry.value.is_sequence()) {
      continue;
    }
    for (YamlNode& record : entry.value.items) {
      for (YamlEntry& member : record.entries) {
        if (member.key == "body") {
          begins.push_back(&member.value);
        }
      }
    }
    return begins;
  }
  return {&payload};
}

}  // namespace

void put_nonce(Place at, CaseReader& reader, Case& test_case) {
  const auto wrong = [&](std::string_view why) {
    reader.error(at, "bad_nonce_field", fmt::format("\"nonce_field\": \"{}\": {}", test_case.nonce_field, why));
  };
  const std::vector<std::string> path = split_list(test_case.nonce_field, '.');
  if (path.empty() || fmt::format("{}", fmt::join(path, ".")) != test_case.nonce_field) {
    wrong("write a path like metadata.trace_id");
    return;
  }
  if (!test_case.nonce) {
    wrong("the case says `nonce: off`; remove one of the two");
    return;
  }
  if (test_case.entrypoint == "bedrock_invoke_agent" && path[0] == "inputText") {
    wrong("the nonce never goes into a prompt; name a field like sessionAttributes.trace_id");
    return;
  }
  for (YamlNode* begin : places_to_begin(test_case.payload)) {
    if (const std::string why = put(*begin, path, 0, at); !why.empty()) {
      wrong(why);
      return;
    }
  }
}

}  // namespace itk::invoke
