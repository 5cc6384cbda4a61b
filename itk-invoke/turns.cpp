#include "itk-invoke/turns.h"

#include <algorithm>

namespace itk::invoke {

YamlNode lay_over(YamlNode base, const YamlNode& over) {
  if (!base.is_map() || !over.is_map()) {
    return over;
  }
  for (const YamlEntry& entry : over.entries) {
    const auto same =
        std::find_if(base.entries.begin(), base.entries.end(), [&](const YamlEntry& e) { return e.key == entry.key; });
    if (same == base.entries.end()) {
      base.entries.push_back(entry);
    } else {
      *same = {entry.key, entry.at, lay_over(std::move(same->value), entry.value)};
    }
  }
  return base;
}

YamlNode turn_as_map(const YamlNode& turn, std::string_view text_key) {
  if (!turn.is_scalar()) {
    return turn;
  }
  YamlNode map;
  map.kind = YamlNode::Kind::Map;
  map.at = turn.at;
  map.entries.push_back({std::string(text_key), turn.at, turn});
  return map;
}

YamlNode without(YamlNode map, std::string_view key) {
  std::erase_if(map.entries, [&](const YamlEntry& entry) { return entry.key == key; });
  return map;
}

}  // namespace itk::invoke
