#include "itk-compare/held_lines.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace itk::compare {
namespace {

// The pipeline's own order of writing; types that are not ours come last.
int order_of(std::string_view type) {
  constexpr std::string_view k_order[] = {"run",  "commit", "invocation", "answer", "event",  "collection",
                                          "span", "trace",  "gap",        "check",  "verdict"};
  return static_cast<int>(std::find(std::begin(k_order), std::end(k_order), type) - std::begin(k_order));
}

bool belongs_to_all(std::string_view type) { return type == "run" || type == "commit"; }

// The first of these members that is a string.
std::string_view first_text(const std::vector<json::Member>& members, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const json::Value* value = json::find(members, key);
    if (value != nullptr && value->kind == json::Kind::String) {
      return value->text;
    }
  }
  return {};
}

}  // namespace

Status HeldLines::add(Stage& stage, const Incoming& incoming) {
  ITK_TRY_ASSIGN(const auto* members, stage.parser().object(incoming.line));
  Line line;
  line.type = order_of(incoming.tag.type);
  line.time = parse_rfc3339(first_text(*members, {"start", "time", "sent"})).value_or(Timestamp{});
  // What has no `inv` is placed by its trace, whose key is the `inv` where there is one.
  line.inv = belongs_to_all(incoming.tag.type) ? "" : std::string(first_text(*members, {"inv", "trace"}));
  line.text = std::string(incoming.line);
  lines_.push_back(std::move(line));
  return {};
}

Status HeldLines::write(Stage& stage, const std::map<std::string, std::size_t, std::less<>>& rank) {
  for (Line& line : lines_) {
    const auto it = rank.find(line.inv);
    const int last_of_run = order_of("commit");
    line.place = line.type <= last_of_run ? 0
                 : it != rank.end()       ? it->second + 1
                                          : std::numeric_limits<std::size_t>::max();
  }
  std::sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) {
    return std::tie(a.place, a.inv, a.type, a.time, a.text) < std::tie(b.place, b.inv, b.type, b.time, b.text);
  });
  const auto same_text = [](const Line& a, const Line& b) { return a.text == b.text; };
  lines_.erase(std::unique(lines_.begin(), lines_.end(), same_text), lines_.end());
  for (const Line& line : lines_) {
    ITK_TRY(stage.pass_line(line.text));
  }
  lines_.clear();
  return {};
}

}  // namespace itk::compare
