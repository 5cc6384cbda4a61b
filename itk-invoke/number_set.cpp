#include "itk-invoke/number_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace itk::invoke {
namespace {

std::optional<std::pair<int, int>> read_one(const YamlNode& value, int least, int most) {
  std::string_view text = value.is_scalar() ? std::string_view(value.text) : std::string_view();
  const bool is_class = text.size() == 3 && text.substr(1) == "xx";
  int number = 0;
  text = is_class ? text.substr(0, 1) : text;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  const int first = is_class ? number * 100 : number;
  const int last = is_class ? first + 99 : number;
  return first >= least && last <= most ? std::optional(std::pair(first, last)) : std::nullopt;
}

}  // namespace

std::optional<NumberSet> NumberSet::read(const YamlNode& value, int least, int most) {
  NumberSet set;
  for (const YamlNode& item : value.is_sequence() ? value.items : std::vector<YamlNode>{value}) {
    const auto range = read_one(item, least, most);
    if (!range) {
      return std::nullopt;
    }
    set.ranges_.push_back(*range);
  }
  return set.is_empty() ? std::nullopt : std::optional(std::move(set));
}

bool NumberSet::has(int number) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const auto& range) { return range.first <= number && number <= range.second; });
}

std::string NumberSet::text() const {
  std::vector<std::string> texts;
  for (const auto& [first, last] : ranges_) {
    texts.push_back(first == last ? std::to_string(first) : fmt::format("{} to {}", first, last));
  }
  return fmt::format("{}", fmt::join(texts, " or "));
}

}  // namespace itk::invoke
