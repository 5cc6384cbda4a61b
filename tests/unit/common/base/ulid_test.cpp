#include "common/base/ulid.h"

#include <gtest/gtest.h>

namespace itk {
namespace {

// The time of the example in the specification's JavaScript: ulid(1469918176385) -> 01ARYZ6S41...
TEST(Ulid, EncodesTheTimeOfTheSpecificationsExample) {
  EXPECT_EQ(make_ulid(Timestamp::from_ms(1469918176385)).substr(0, 10), "01ARYZ6S41");
}

TEST(Ulid, SortsByTimeAndNeverRepeats) {
  const std::string a = make_ulid(Timestamp::from_ms(1)), b = make_ulid(Timestamp::from_ms(2));
  EXPECT_LT(a, b);
  EXPECT_NE(make_ulid(Timestamp::from_ms(2)), b);
  EXPECT_TRUE(is_ulid(a));
}

TEST(Ulid, DerivedIdsDependOnTimeAndSeedAlone) {
  const Timestamp t = Timestamp::from_s(1'790'000'000);
  EXPECT_EQ(derive_ulid(t, "case 1"), derive_ulid(t, "case 1"));
  EXPECT_NE(derive_ulid(t, "case 1"), derive_ulid(t, "case 2"));
  EXPECT_TRUE(is_ulid(derive_ulid(t, "x")));
}

TEST(Ulid, RefusesOtherText) {
  EXPECT_FALSE(is_ulid(""));
  EXPECT_FALSE(is_ulid("01ARYZ6S41TSV4RRFFQ69G5FAU"));  // U is not in the alphabet
  EXPECT_FALSE(is_ulid("81ARYZ6S41TSV4RRFFQ69G5FAV"));  // beyond 48 bits
}

}  // namespace
}  // namespace itk
