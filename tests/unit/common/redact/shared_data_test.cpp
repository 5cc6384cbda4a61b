// Real logs, traces and events of AWS: nothing in them may look random, for that would be a false alarm, and JSON stays
// JSON. Which rules fire is written into the test's properties.
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "common/json/grammar.h"
#include "tests/support/shared_data.h"
#include "tests/unit/common/redact/support.h"

namespace itk::redact {
namespace {

namespace fs = std::filesystem;

TEST(SharedData, HoldsNoFalseAlarmAndStaysJson) {
  ITK_NEED_SHARED_DATA("cloudwatch-logs");
  Redactor redactor = some_redactor();
  for (const auto& entry : fs::recursive_directory_iterator(ITK_DATA_DIR)) {
    if (!entry.is_regular_file()) {
      continue;
    }
    const std::string text = read_file(entry.path().string()).value();
    const std::string out = redactor.json(text);
    if (json::is_json(text, 256)) {
      EXPECT_TRUE(json::is_json(out, 256)) << entry.path();
    }
    EXPECT_EQ(redactor.json(out), out) << entry.path() << ": not idempotent";
  }
  for (const auto& [rule, count] : redactor.counts()) {
    RecordProperty(rule, static_cast<int>(count));
  }
  // Looked at by eye: all e-mails, phones and secrets are the examples of their sources.
  for (const std::string_view rule : {"entropy", "aws-secret", "card", "ssn", "iban"}) {
    EXPECT_FALSE(redactor.counts().contains(rule)) << rule;
  }
}

}  // namespace
}  // namespace itk::redact
