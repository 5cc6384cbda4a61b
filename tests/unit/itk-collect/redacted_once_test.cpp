// Messages are redacted before they are parsed, and what was made of them is not searched again: so nothing may be left
// in it.
#include <gtest/gtest.h>

#include "common/logs/log_parser.h"
#include "tests/unit/common/redact/corpus.h"
#include "tests/unit/common/redact/support.h"

namespace itk::collect {
namespace {

bool fits(const test::Planted& planted, const test::Position& position) {
  return (!planted.needs_key || position.has_key) &&
         (position.name != "Python dict" || planted.text.find('\'') == std::string::npos);
}

TEST(RedactedOnce, NothingPlantedIsInTheEventOfARedactedMessage) {
  redact::Redactor redactor = redact::some_redactor();
  logs::LogParser parser;
  std::size_t tried = 0;
  for (const test::Planted& planted : test::planted_secrets()) {
    for (const test::Position& position : test::positions()) {
      if (!fits(planted, position)) {
        continue;
      }
      for (const char* prefix : {"", "[INFO]\t2026-01-01T00:00:20.936Z\t00003227-46b8-49ed-ad50-6476c2a41211\t",
                                 "GetOrder failed: ", "Calling with "}) {
        const std::string message = redactor.json(std::string(prefix) + position.wrap(planted.text));
        model::Event event = parser.parse({message, "/aws/lambda/orders", "stream", Timestamp{}}).event;
        event.id = "1";
        event.source = "cloudwatch";
        const std::string line = model::write_record(event);
        ++tried;
        EXPECT_EQ(line.find(planted.secret), std::string::npos)
            << planted.kind << " in " << position.name << " behind \"" << prefix << "\": " << line;
      }
    }
  }
  EXPECT_GT(tried, 1000u);
}

}  // namespace
}  // namespace itk::collect
