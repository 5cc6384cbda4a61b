#include "common/base/time.h"

#include <gtest/gtest.h>

namespace itk {
namespace {

// RFC 3339 section 5.8 gives these examples.
TEST(Rfc3339, ReadsTheExamplesOfTheRfc) {
  EXPECT_EQ(parse_rfc3339("1985-04-12T23:20:50.52Z")->ns, 482196050'520'000'000);
  EXPECT_EQ(parse_rfc3339("1996-12-19T16:39:57-08:00"), parse_rfc3339("1996-12-20T00:39:57Z"));
  EXPECT_EQ(parse_rfc3339("1937-01-01T12:00:27.87+00:20")->ns, parse_rfc3339("1937-01-01T11:40:27.87Z")->ns);
}

TEST(Rfc3339, WritesTheFewestFractionDigitsThatLoseNothing) {
  EXPECT_EQ(format_rfc3339(Timestamp::from_s(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339({1'500'000}), "1970-01-01T00:00:00.001500Z");
  EXPECT_EQ(format_rfc3339({-1}), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(format_basic_iso8601(Timestamp::from_s(1440938160)), "20150830T123600Z");
}

TEST(Rfc3339, RefusesWhatIsNotATime) {
  for (const char* text : {"", "yesterday", "2026-02-30T00:00:00Z", "2026-11-20T08:00:00", "2026-11-20T24:00:00Z",
                           "2026-11-20T08:00:00.Z", "2026-11-20T08:00:00.1234567890Z", "2026-11-20T08:00:00+0100",
                           "2026-11-20T08:00:00Zx", "20261120T080000Z", "2026-13-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Rfc3339, EveryTruncationIsAnError) {
  const std::string text = "2026-11-20T08:00:00.123456789Z";
  ASSERT_TRUE(parse_rfc3339(text));
  for (std::size_t n = 0; n < text.size(); ++n) {
    EXPECT_FALSE(parse_rfc3339(text.substr(0, n))) << n;
  }
}

TEST(Time, DurationsOfCenturiesDoNotOverflow) {
  const Timestamp early = parse_rfc3339("1716-01-15T12:00:00Z").value();
  const Timestamp late = parse_rfc3339("2026-01-15T12:00:00Z").value();
  EXPECT_NEAR(milliseconds_between(early, late), 9.783e12, 1e10);
  EXPECT_NEAR(milliseconds_between(late, early), -9.783e12, 1e10);
}

}  // namespace
}  // namespace itk
