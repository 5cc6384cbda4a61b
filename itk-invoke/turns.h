// `turns:` of a case: what each turn of a conversation sends.
#pragma once

#include <string_view>
#include <vector>

#include "itk-invoke/case.h"

namespace itk::invoke {

// `over` laid over `base`: mappings key by key, all the way down; anything else takes the place of what stood there.
YamlNode lay_over(YamlNode base, const YamlNode& over);

// A turn as a mapping: one that is a text is {text_key: text}.
YamlNode turn_as_map(const YamlNode& turn, std::string_view text_key);

// `map` without the entry.
YamlNode without(YamlNode map, std::string_view key);

}  // namespace itk::invoke
