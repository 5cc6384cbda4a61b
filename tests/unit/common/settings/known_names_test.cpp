#include "common/settings/known_names.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace itk::settings {
namespace {

TEST(KnownNames, AreSortedAndEachStandsOnce) {
  const std::vector<std::string>& names = known_names();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_EQ(find_known("ITK_LOG_GROUP"), nullptr);
  ASSERT_NE(find_known("ITK_LOG_GROUPS"), nullptr);
}

TEST(KnownNames, ValuesAreHeldAgainstTheirKindAndNeverShown) {
  const auto bad = [](std::string_view name, std::string_view value) {
    const std::string why = describe_bad_value(*find_known(name), value);
    EXPECT_EQ(why.find(value), std::string::npos) << why;
    return !why.empty();
  };
  EXPECT_TRUE(bad("ITK_LOG_DELAY_SECONDS", "soon"));
  EXPECT_TRUE(bad("ITK_LOG_DELAY_SECONDS", "-1"));
  EXPECT_TRUE(bad("ITK_LOG_DELAY_SECONDS", "1.5"));
  EXPECT_FALSE(bad("ITK_LOG_DELAY_SECONDS", "15"));
  EXPECT_TRUE(bad("ITK_SOAK_INITIAL_RATE", "fast"));
  EXPECT_FALSE(bad("ITK_SOAK_INITIAL_RATE", "1.5"));
  EXPECT_TRUE(bad("ITK_MODE", "production"));
  EXPECT_FALSE(bad("ITK_MODE", "dev-fixtures"));
  EXPECT_TRUE(bad("ITK_LOG_LEVEL", "loud"));
  EXPECT_FALSE(bad("ITK_LOG_LEVEL", "INFO"));
  EXPECT_FALSE(bad("ITK_ENV", "anything at all"));
}

}  // namespace
}  // namespace itk::settings
