// Numbers that a case names: 200, 2xx, [200, 404], 0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

class NumberSet {
 public:
  NumberSet() = default;
  NumberSet(int first, int last) : ranges_{{first, last}} {}

  // One of them, or a list; "4xx" is 400 to 499. Nothing: `value` is neither, or not from `least` to `most`.
  static std::optional<NumberSet> read(const YamlNode& value, int least, int most);

  bool has(int number) const;
  bool is_empty() const { return ranges_.empty(); }
  // "200 to 299", "0 or 3".
  std::string text() const;

 private:
  std::vector<std::pair<int, int>> ranges_;
};

}  // namespace itk::invoke
