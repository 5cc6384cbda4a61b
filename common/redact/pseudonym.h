// What stands in the place of a value: `<email:0123456789abcdef>`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace itk::redact {

// Makes pseudonyms with one key. Values that come again (the customer of a run) are remembered.
class Pseudonyms {
 public:
  explicit Pseudonyms(std::string key) : key_(std::move(key)) {}

  std::string of(std::string_view rule, std::string_view normal_form);

 private:
  const std::string& hex_of(std::string_view normal_form);

  std::string key_;
  std::unordered_map<std::string, std::string> known_;
};

// The length of the pseudonym that begins at `at`, or 0. HTML's and JSON's spellings of < and > count as well.
std::size_t pseudonym_at(std::string_view text, std::size_t at);

}  // namespace itk::redact
