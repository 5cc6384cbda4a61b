// One line through the parser, and back from the record that it becomes: what a test looks at is what stages
// exchange.
#pragma once

#include <gtest/gtest.h>

#include "common/logs/log_parser.h"

namespace itk::logs {

inline constexpr Timestamp k_line_time = Timestamp::from_s(1'790'000'000);

inline ParsedMessage parse_line(std::string_view text, std::string_view group = "/aws/lambda/orders",
                                std::optional<Timestamp> time = k_line_time) {
  LogParser parser;
  ParsedMessage parsed = parser.parse({text, group, "2026/11/20/[$LATEST]0a1b", time});
  parsed.event.id = "e1";
  parsed.event.source = "cloudwatch";
  const std::string line = model::write_record(parsed.event);
  json::Parser reader;
  const auto back = model::read_record<model::Event>(reader, json::PaddedText(line).view());
  EXPECT_TRUE(back) << back.error().message << "\n" << line;
  EXPECT_EQ(line.find('\n'), std::string::npos);
  if (back) {
    EXPECT_EQ(model::write_record(*back), line);
  }
  return parsed;
}

}  // namespace itk::logs
