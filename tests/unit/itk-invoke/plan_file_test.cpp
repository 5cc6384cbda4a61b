#include "itk-invoke/plan_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string asks_for(const std::string& id, int runs) {
  return R"({"itk":"plan/1","case":")" + id + R"(","runs":)" + std::to_string(runs) + "}\n";
}

class PlanFile : public ::testing::Test {
 protected:
  PlanFile() {
    for (const char* id : {"a", "b", "c"}) {
      PlannedCase planned;
      planned.test_case.id = id;
      planned.test_case.repeat = 2;
      plan_.cases.push_back(std::move(planned));
    }
  }
  Status follow(const std::string& text) {
    EXPECT_TRUE(write_file(dir_ / "plan.jsonl", text));
    return follow_plan(dir_ / "plan.jsonl", plan_);
  }
  std::vector<std::string> kept() const {
    std::vector<std::string> kept;
    for (const PlannedCase& planned : plan_.cases) {
      kept.push_back(planned.test_case.id + " " + std::to_string(planned.test_case.repeat.value_or(0)));
    }
    return kept;
  }

  test::TempDir dir_;
  Plan plan_;
};

TEST_F(PlanFile, OnlyTheCasesThatItNamesRunAsOftenAsItSays) {
  ASSERT_TRUE(follow(asks_for("c", 7) + "{\"itk\":\"hologram/9\"}\n" + asks_for("a", 3)));
  EXPECT_THAT(kept(), ElementsAre("a 3", "c 7"));
  EXPECT_TRUE(plan_.selected.warnings.empty());
}

TEST_F(PlanFile, OfTwoRecordsOfACaseTheLargerNumberCounts) {
  ASSERT_TRUE(follow(asks_for("b", 9) + asks_for("b", 4)));
  EXPECT_THAT(kept(), ElementsAre("b 9"));
}

TEST_F(PlanFile, ACaseThatIsNotThereAnyMoreIsAWarning) {
  ASSERT_TRUE(follow(asks_for("a", 1) + asks_for("gone", 4)));
  EXPECT_THAT(kept(), ElementsAre("a 1"));
  EXPECT_THAT(plan_.selected.warnings, ElementsAre(HasSubstr("there is no case gone")));
}

TEST_F(PlanFile, WithoutACaseToRunItIsAnError) {
  EXPECT_EQ(follow(asks_for("gone", 4)).error().code, "no_cases");
  EXPECT_EQ(follow("{\"itk\":\"hologram/9\"}\n").error().code, "empty_plan");
  EXPECT_EQ(follow("").error().code, "empty_plan");
}

TEST_F(PlanFile, WhatIsNoRecordIsSaidWithItsLine) {
  EXPECT_THAT(follow(asks_for("a", 1) + "no record\n").error().message, HasSubstr("plan.jsonl:2"));
  EXPECT_THAT(follow(asks_for("a", 1) + "{\"itk\":\"plan/1\",\"case\":\"a\"}\n").error().message,
              HasSubstr("plan.jsonl:2"));
  const std::string whole = asks_for("a", 1);
  for (std::size_t length = 1; length + 2 < whole.size(); ++length) {
    EXPECT_FALSE(follow(whole.substr(0, length))) << whole.substr(0, length);
  }
  EXPECT_FALSE(follow_plan(dir_ / "none", plan_));
}

}  // namespace
}  // namespace itk::invoke
