#include "common/base/hash_set.h"

#include <gtest/gtest.h>

#include <string>

namespace itk {
namespace {

TEST(HashSet, KnowsWhatItHasSeenHoweverMuchItGrows) {
  HashSet set;
  EXPECT_FALSE(set.contains("0"));
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_TRUE(set.insert(std::to_string(i))) << i;
  }
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_FALSE(set.insert(std::to_string(i))) << i;
  }
  EXPECT_FALSE(set.contains("100000"));
  EXPECT_TRUE(set.insert(""));
  EXPECT_FALSE(set.insert(""));
  EXPECT_EQ(set.size(), 100'001u);
}

TEST(HashNumbers, CountTextsInOrderOfTheirComing) {
  HashNumbers numbers;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    ASSERT_EQ(numbers.number("text " + std::to_string(i)), std::pair(i, true));
  }
  EXPECT_EQ(numbers.number("text 77"), std::pair(77u, false));
  EXPECT_EQ(numbers.size(), 10'000u);
}

}  // namespace
}  // namespace itk
