#include "itk-invoke/substitute.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

const Environment k_variables({{"A", "1"}, {"QUEUE_URL", "https://q"}, {"EMPTY", ""}});

TEST(Substitute, ReplacesVariablesAndDefaults) {
  EXPECT_EQ(substitute("${A}-${QUEUE_URL}/x", k_variables).text, "1-https://q/x");
  EXPECT_EQ(substitute("${B:-two}${A:-no}", k_variables).text, "two1");
  EXPECT_EQ(substitute("${B:-}", k_variables).text, "");
  EXPECT_EQ(substitute("${EMPTY:-default}", k_variables).text, "default");
}

TEST(Substitute, LeavesOtherDollarsAlone) {
  const Substituted result = substitute("$A $5 a$ $${A} $$", k_variables);
  EXPECT_EQ(result.text, "$A $5 a$ ${A} $$");
  EXPECT_TRUE(result.malformed.empty());
}

TEST(Substitute, NamesEveryVariableThatIsNotSet) {
  const Substituted result = substitute("${B} ${C} ${EMPTY}", k_variables);
  EXPECT_EQ(result.unset, (std::vector<std::string>{"B", "C", "EMPTY"}));
  EXPECT_EQ(result.text, "${B} ${C} ${EMPTY}");
}

TEST(Substitute, WhatIsNeitherFormIsMalformed) {
  for (const char* text : {"${", "${A", "${}", "${1A}", "${A:-x", "${A:x}", "${itk.nonce}", "${A-x}"}) {
    EXPECT_EQ(substitute(text, k_variables).malformed.size(), 1u) << text;
    EXPECT_EQ(substitute(text, k_variables).text, text);
  }
}

TEST(Substitute, WhatAVariableBringsInIsText) {
  YamlNode root = parse_yaml("account: ${A}\nplain: 1\n").root;
  std::vector<YamlProblem> problems;
  substitute_all(root, k_variables, problems);
  EXPECT_TRUE(root.find("account")->is_text);
  EXPECT_EQ(root.find("account")->text, "1");
  EXPECT_FALSE(root.find("plain")->is_text);
}

TEST(Substitute, ProblemsStandWhereTheValueStandsAndOfferTheNearestName) {
  YamlNode root = parse_yaml("a:\n  - x: ${QUEUE_URI} ${Z9}\n").root;
  std::vector<YamlProblem> problems;
  substitute_all(root, k_variables, problems);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].at, (Place{2, 8}));
  EXPECT_EQ(problems[0].message, "${QUEUE_URI} is not set; set it in the environment, targets.json or .env, or write "
                                 "${QUEUE_URI:-default}; did you mean \"QUEUE_URL\"?");
  EXPECT_THAT(problems[1].message, ::testing::EndsWith("or write ${Z9:-default}"));
}

}  // namespace
}  // namespace itk::invoke
