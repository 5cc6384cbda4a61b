#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "common/json/raw_json.h"
#include "common/redact/redactor.h"

namespace itk::redact {

inline constexpr const char* k_some_key = "a key of the tests, long enough";

inline Redactor some_redactor(Options options = {}) {
  options.key = k_some_key;
  Result<Redactor> redactor = make_redactor(options);
  EXPECT_TRUE(redactor) << redactor.error().message;
  return std::move(*redactor);
}

// With the hex digits of pseudonyms taken out: "<email:*>".
inline std::string shape_of(std::string text) {
  constexpr std::size_t k_digits = 16;
  for (std::size_t i = 0; i + k_digits + 2 <= text.size(); ++i) {
    if (text[i] == ':' && text[i + k_digits + 1] == '>' &&
        text.find_first_not_of("0123456789abcdef", i + 1) == i + k_digits + 1) {
      text.replace(i + 1, k_digits, "*");
    }
  }
  return text;
}

}  // namespace itk::redact
