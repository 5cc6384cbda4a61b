#include "common/base/exit_code.h"

#include <gtest/gtest.h>

namespace itk {
namespace {

TEST(ExitCode, TheWorstFollowsTheOrderOfTheDesign) {
  constexpr int k_order[] = {70, 2, 5, 3, 4, 1, 6, 0};
  for (std::size_t i = 0; i < std::size(k_order); ++i) {
    for (std::size_t j = i; j < std::size(k_order); ++j) {
      const auto a = static_cast<ExitCode>(k_order[i]), b = static_cast<ExitCode>(k_order[j]);
      EXPECT_EQ(worst(a, b), a);
      EXPECT_EQ(worst(b, a), a);
    }
  }
}

TEST(ExitCode, OtherNumbersAreNotOurs) {
  EXPECT_EQ(exit_code_from(70), ExitCode::Internal);
  EXPECT_FALSE(exit_code_from(7));
  EXPECT_FALSE(exit_code_from(-1));
}

}  // namespace
}  // namespace itk
