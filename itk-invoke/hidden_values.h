// Keeps what ${ssm:...} and ${secret:...} stand for out of all that is written: a system under test may well repeat it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/json/parser.h"

namespace itk::invoke {

class HiddenValues {
 public:
  // "ssm:NAME" and "secret:NAME" to their values. Of a secret that is JSON, each text in it is one, too.
  explicit HiddenValues(const std::map<std::string, std::string>& fetched);

  // With "(hidden)" in place of each, whether it stands there as it is, in JSON, in a URL or in base 64.
  std::string hide(std::string text) const;

 private:
  void add(const std::string& value);
  void add_texts(json::Parser& parser, std::string_view text, std::size_t level);

  std::vector<std::string> forms_;  // the longest first
};

}  // namespace itk::invoke
