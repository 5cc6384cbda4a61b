// Reads saved evidence from memory.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "itk-collect/readers/file.h"

namespace itk::collect::readers {

inline redact::Redactor make_test_redactor() {
  redact::Options options;
  options.key = "0123456789abcdef0123456789abcdef";
  return redact::make_redactor(options).value();
}

inline FileEvidence read_sample(std::string_view bytes) {
  static redact::Redactor redactor = make_test_redactor();
  return read_evidence(bytes, "sample", redactor).value();
}

// "4 otlp, 1 text"
template <class Counts>
std::string in_words(const Counts& counts) {
  std::string words;
  for (const auto& [name, count] : counts) {
    words += (words.empty() ? "" : ", ") + std::to_string(count) + " " + name;
  }
  return words;
}

inline std::string kinds_of(const FileEvidence& evidence) {
  std::map<std::string, int> counts;
  for (const FileEvidence::Found& found : evidence.events) {
    ++counts[found.event.kind];
  }
  return in_words(counts);
}

}  // namespace itk::collect::readers
