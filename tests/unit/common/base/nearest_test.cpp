#include "common/base/nearest.h"

#include <gtest/gtest.h>

namespace itk {
namespace {

TEST(DidYouMean, OffersTheNearestNamesFirst) {
  const std::vector<std::string> known = {"no_error_spans", "no_orphan_spans", "has_spans"};
  EXPECT_EQ(did_you_mean("no_eror_spans", known), "; did you mean \"no_error_spans\"?");
  EXPECT_EQ(did_you_mean("no_er_spans", {"no_error_spans", "no_err_spans"}),
            "; did you mean \"no_err_spans\" or \"no_error_spans\"?");
  EXPECT_EQ(did_you_mean("has_span", known), "; did you mean \"has_spans\"?");
  EXPECT_EQ(did_you_mean("ahs_spans", known), "; did you mean \"has_spans\"?");
  EXPECT_EQ(did_you_mean("completely else", {"abc"}), "");
}

}  // namespace
}  // namespace itk
