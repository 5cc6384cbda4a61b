#include "itk-invoke/yaml_document.h"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "common/base/text.h"
#include "itk-invoke/yaml_diagnosis.h"

namespace itk::invoke {
namespace {

// Aliases can make a small file expand without end ("billion laughs").
constexpr std::size_t k_most_nodes = 100'000;

constexpr std::string_view k_duplicate_key = "yaml_duplicate_key";
constexpr std::string_view k_str_tag = "tag:yaml.org,2002:str";

Place place(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

std::size_t count_nodes(const YamlNode& node) {
  std::size_t count = 1;
  for (const YamlNode& item : node.items) {
    count += count_nodes(item);
  }
  for (const YamlEntry& entry : node.entries) {
    count += count_nodes(entry.value);
  }
  return count;
}

// Builds the tree from yaml-cpp's events: YAML::Node would drop duplicate keys and the places of keys.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) {
      problem(place(mark), "yaml_documents", "a second document begins here; a file holds one case: split it");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (is_ignored()) {
      return;
    }
    YamlNode node;
    node.at = place(mark);
    if (!stack_.empty() && stack_.back().has_key && stack_.back().key_at == node.at) {
      const std::size_t begin = static_cast<std::size_t>(mark.pos);
      problems_.push_back(missing_colon(text_, begin, stack_.back().key));
    }
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (is_ignored()) {
      return;
    }
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      problem(place(mark), "yaml_alias", "this alias stands inside its own anchor; an anchor cannot contain itself");
      add(YamlNode(), YAML::NullAnchor);
      return;
    }
    nodes_ += count_nodes(found->second);
    if (nodes_ > k_most_nodes) {
      problem(
          place(mark), "yaml_too_large",
          fmt::format("the aliases of this file expand to more than {} values; write it without them", k_most_nodes));
      gave_up_ = true;
      return;
    }
    add(YamlNode(found->second), YAML::NullAnchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (is_ignored()) {
      return;
    }
    last_value_ = static_cast<std::size_t>(mark.pos);
    note_quoted(last_value_);
    YamlNode node;
    node.kind = YamlNode::Kind::Scalar;
    node.at = place(mark);
    node.text = value;
    node.is_text = tag == "!" || tag == k_str_tag;
    node.tag = node.is_text || tag == "?" ? "" : tag;
    add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::Sequence, mark, anchor, style);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::Map, mark, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  // What yaml-cpp's exception means.
  YamlProblem explain_failure(const YAML::Exception& error) const {
    YamlFailure failure;
    failure.offset = error.mark.is_null() ? text_.size() : static_cast<std::size_t>(error.mark.pos);
    failure.message = error.msg;
    failure.last_value = last_value_;
    failure.last_quoted = last_quoted_;
    if (!stack_.empty()) {
      failure.open_flow = stack_.back().open_flow;
    }
    return explain(text_, failure);
  }

  std::vector<YamlProblem> take_problems() { return std::move(problems_); }
  YamlNode take_root() { return std::move(root_); }

 private:
  struct Frame {
    YamlNode node;
    YAML::anchor_t anchor;
    std::optional<std::size_t> open_flow;
    bool has_key = false;
    bool key_is_plain = false;
    std::string key;
    Place key_at;
    std::vector<YamlNode> merged;  // what `<<:` brings in
  };

  bool is_ignored() const { return documents_ > 1 || gave_up_; }

  void problem(Place at, std::string code, std::string message) {
    problems_.push_back({at, std::move(code), std::move(message)});
  }

  // Remembers a quoted scalar; yaml-cpp accepts one that is never closed, if the file ends in a line break.
  void note_quoted(std::size_t offset) {
    while (offset < text_.size() && (text_[offset] == '!' || text_[offset] == '&')) {
      offset = std::min(text_.find_first_of(" \n", offset), text_.size());
      offset = std::min(text_.find_first_not_of(" \n", offset), text_.size());
    }
    if (offset >= text_.size() || (text_[offset] != '"' && text_[offset] != '\'')) {
      return;
    }
    const std::size_t end = end_of_quoted(text_, offset);
    if (end == std::string_view::npos) {
      problems_.push_back(unclosed_quote(text_, offset));
      gave_up_ = true;
      return;
    }
    last_quoted_ = YamlSpan{offset, end};
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    Frame frame;
    frame.node.kind = kind;
    frame.node.at = place(mark);
    frame.anchor = anchor;
    if (style == YAML::EmitterStyle::Flow) {
      const std::size_t bracket = text_.find_first_of("[{", static_cast<std::size_t>(mark.pos));
      frame.open_flow = std::min(bracket, text_.size() - 1);
    }
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    for (const YamlNode& merged : frame.merged) {
      for (const YamlEntry& entry : merged.entries) {
        if (frame.node.entry(entry.key) == nullptr) {
          frame.node.entries.push_back(entry);
        }
      }
    }
    add(std::move(frame.node), frame.anchor);
  }

  void add(YamlNode node, YAML::anchor_t anchor) {
    if (is_ignored()) {
      return;
    }
    ++nodes_;
    if (anchor != YAML::NullAnchor) {
      anchors_[anchor] = node;
    }
    if (stack_.empty()) {
      root_ = std::move(node);
    } else if (Frame& frame = stack_.back(); frame.node.is_sequence()) {
      frame.node.items.push_back(std::move(node));
    } else if (frame.has_key) {
      add_value(frame, std::move(node));
    } else {
      add_key(frame, node);
    }
  }

  void add_key(Frame& frame, const YamlNode& node) {
    frame.has_key = true;
    frame.key_is_plain = node.is_scalar() && !node.is_text;
    frame.key = node.text;
    frame.key_at = node.at;
    if (!node.is_scalar()) {
      problem(node.at, "yaml_key",
              fmt::format("a key must be text, and this is {}; put quotes around it", describe(node)));
    } else if (const YamlEntry* first = frame.node.entry(node.text)) {
      problem(
          node.at, std::string(k_duplicate_key),
          fmt::format("\"{}\" stands twice in this mapping (first in line {}); remove one", node.text, first->at.line));
    }
  }

  void add_value(Frame& frame, YamlNode node) {
    frame.has_key = false;
    if (frame.key == "<<" && frame.key_is_plain && node.is_map()) {
      frame.merged.push_back(std::move(node));
    } else if (frame.key == "<<" && frame.key_is_plain && node.is_sequence()) {
      std::move(node.items.begin(), node.items.end(), std::back_inserter(frame.merged));
    } else {
      frame.node.entries.push_back({std::move(frame.key), frame.key_at, std::move(node)});
    }
  }

  std::string_view text_;
  int documents_ = 0;
  std::size_t nodes_ = 0;
  bool gave_up_ = false;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::size_t last_value_ = 0;
  std::optional<YamlSpan> last_quoted_;
  YamlNode root_;
  std::vector<YamlProblem> problems_;
};

// yaml-cpp guesses UTF-16 and stops at a NUL: both are refused before it sees them.
std::optional<YamlProblem> refuse_bytes(std::string_view text) {
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  };
  const auto control = std::find_if(text.begin(), text.end(), is_control);
  if (control != text.end()) {
    return YamlProblem{place_of(text, static_cast<std::size_t>(control - text.begin())), "yaml_encoding",
                       fmt::format("the file holds a control character (0x{:02x}); remove it, or save the file as "
                                   "UTF-8",
                                   static_cast<unsigned char>(*control))};
  }
  if (is_utf8(text)) {
    return std::nullopt;
  }
  std::size_t line = 0;
  while (is_utf8(text.substr(line, std::min(text.find('\n', line), text.size()) - line))) {
    line = text.find('\n', line) + 1;
  }
  return YamlProblem{place_of(text, line), "yaml_encoding", "this line is not UTF-8; save the file as UTF-8"};
}

}  // namespace

const YamlEntry* YamlNode::entry(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const YamlNode* YamlNode::find(std::string_view key) const {
  const YamlEntry* found = entry(key);
  return found == nullptr ? nullptr : &found->value;
}

bool YamlDocument::is_whole() const {
  return std::all_of(problems.begin(), problems.end(),
                     [](const YamlProblem& problem) { return problem.code == k_duplicate_key; });
}

YamlDocument parse_yaml(std::string_view text) {
  constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(k_byte_order_mark)) {
    text.remove_prefix(k_byte_order_mark.size());
  }
  YamlDocument document;
  if (std::optional<YamlProblem> refused = refuse_bytes(text)) {
    document.problems.push_back(std::move(*refused));
    return document;
  }
  TreeBuilder builder(text);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    document.problems = builder.take_problems();
  } catch (const YAML::Exception& error) {
    document.problems = builder.take_problems();
    if (document.problems.empty()) {
      document.problems.push_back(builder.explain_failure(error));  // else it follows from what was found before
    }
  }
  document.root = builder.take_root();
  return document;
}

std::string_view describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::Null:
      return "nothing";
    case YamlNode::Kind::Scalar:
      return "text";
    case YamlNode::Kind::Sequence:
      return "a list";
    case YamlNode::Kind::Map:
      return "a mapping";
  }
  return "";
}

}  // namespace itk::invoke
