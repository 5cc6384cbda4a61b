#include "itk-invoke/stop_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;

StopRules rules(const std::string& text) {
  StopRules rules;
  EXPECT_TRUE(rules.add(text)) << text;
  return rules;
}

Tally failed(std::int64_t failures, std::int64_t ended) {
  Tally tally;
  tally.failures = failures;
  tally.ended = ended;
  return tally;
}

TEST(StopRules, WithoutRulesARunGoesOn) { EXPECT_FALSE(StopRules().broken(failed(1000, 1000))); }

TEST(StopRules, ACountIsComparedAsWritten) {
  EXPECT_FALSE(rules("failures>3").broken(failed(3, 10)));
  EXPECT_EQ(rules("failures>3").broken(failed(4, 10)), "failures>3: 4 executions failed, 10 executions had ended");
  EXPECT_TRUE(rules("failures>=3").broken(failed(3, 10)));
}

TEST(StopRules, APercentageIsOfWhatHasEndedAndNeedsTwenty) {
  EXPECT_FALSE(rules("failures>5%").broken(failed(1, 2)));
  EXPECT_FALSE(rules("failures>5%").broken(failed(1, 20)));
  EXPECT_TRUE(rules("failures>5%").broken(failed(2, 20)));
}

TEST(StopRules, OtherMetricsHaveTheirNames) {
  Tally tally;
  tally.throttles = 2;
  EXPECT_TRUE(rules("throttles>1").broken(tally));
  EXPECT_FALSE(rules("errors>0").broken(tally));
  EXPECT_FALSE(rules("warnings>0").broken(tally));
}

TEST(StopRules, WhatMayBeSpentIsACeiling) {
  StopRules rules;
  rules.limit_tokens(100);
  rules.limit_usd(0.5);
  Tally tally;
  tally.tokens = 99;
  EXPECT_FALSE(rules.broken(tally));
  tally.tokens = 100;
  EXPECT_EQ(rules.broken(tally), "--max-tokens 100: 100 tokens were used");
  tally.tokens = 0;
  tally.usd = 0.5;
  EXPECT_THAT(rules.broken(tally).value_or(""), HasSubstr("--max-usd 0.5"));
}

TEST(StopRules, WhatIsNoRuleIsRefused) {
  for (const char* text : {"", "failures", "failures>", "failures>x", "failures>-1", "failures<3", "failure>3", ">3"}) {
    StopRules rules;
    const Status status = rules.add(text);
    ASSERT_FALSE(status) << text;
    EXPECT_EQ(status.error().exit, ExitCode::Usage);
    EXPECT_THAT(status.error().message, HasSubstr("write it like failures>3"));
  }
  EXPECT_THAT(StopRules().add("failure>3").error().message, HasSubstr("did you mean \"failures\"?"));
}

}  // namespace
}  // namespace itk::invoke
