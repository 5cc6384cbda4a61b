#include "itk-invoke/schedule.h"

#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

std::vector<PlannedCase> plan_of(const std::vector<std::pair<std::string, int>>& cases) {
  std::vector<PlannedCase> plan;
  for (const auto& [id, repeat] : cases) {
    PlannedCase planned;
    planned.test_case.id = id;
    if (repeat > 0) {
      planned.test_case.repeat = repeat;
    }
    plan.push_back(std::move(planned));
  }
  return plan;
}

std::string order_of(Schedule& schedule, int most = 100) {
  std::string order;
  while (most-- > 0) {
    const std::optional<Due> due = schedule.next();
    if (!due) {
      break;
    }
    order += due->planned->test_case.id + std::to_string(due->iteration) + " ";
  }
  return order;
}

TEST(Schedule, AllCasesHaveTheirTurnBeforeTheFirstComesAgain) {
  const auto plan = plan_of({{"a", 0}, {"b", 0}});
  Schedule schedule(plan, 3, false);
  EXPECT_EQ(schedule.total(), 6);
  EXPECT_EQ(order_of(schedule), "a1 b1 a2 b2 a3 b3 ");
  EXPECT_EQ(schedule.rest(), "");
}

TEST(Schedule, WithoutIterationsACaseIsDueAsOftenAsItSays) {
  const auto plan = plan_of({{"a", 0}, {"b", 3}, {"c", 2}});
  Schedule schedule(plan, {}, false);
  EXPECT_EQ(schedule.total(), 6);
  EXPECT_EQ(order_of(schedule), "a1 b1 c1 b2 c2 b3 ");
}

TEST(Schedule, AnEndlessOneGoesOn) {
  const auto plan = plan_of({{"a", 0}, {"b", 2}});
  Schedule schedule(plan, {}, true);
  EXPECT_EQ(schedule.total(), std::nullopt);
  EXPECT_EQ(order_of(schedule, 5), "a1 b1 a2 b2 a3 ");
  EXPECT_EQ(schedule.rest(), "");
}

TEST(Schedule, TheRestIsNamed) {
  const auto plan = plan_of({{"a", 0}, {"b", 0}, {"c", 1}});
  Schedule schedule(plan, 3, false);
  EXPECT_EQ(schedule.rest(), "a, b, c");
  order_of(schedule, 4);
  EXPECT_EQ(schedule.rest(), "a (after 2 of 3 iterations), b (after 1 of 3 iterations), c (after 1 of 3 iterations)");
}

TEST(Schedule, NoCasesAreNeverDue) {
  const std::vector<PlannedCase> plan;
  Schedule schedule(plan, 3, true);
  EXPECT_FALSE(schedule.next());
}

}  // namespace
}  // namespace itk::invoke
