#include "itk-invoke/substitute.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

const Environment k_variables({{"A", "1"}, {"QUEUE_URL", "https://q"}, {"EMPTY", ""}});

TEST(Substitute, ReplacesVariablesAndDefaults) {
  EXPECT_EQ(substitute("${A}-${QUEUE_URL}/x", Names{k_variables}).text, "1-https://q/x");
  EXPECT_EQ(substitute("${B:-two}${A:-no}", Names{k_variables}).text, "two1");
  EXPECT_EQ(substitute("${B:-}", Names{k_variables}).text, "");
  EXPECT_EQ(substitute("${EMPTY:-default}", Names{k_variables}).text, "default");
  EXPECT_EQ(substitute("${B:-${A}} ${B:-${C:-${QUEUE_URL}/x}}", Names{k_variables}).text, "1 https://q/x");
  EXPECT_EQ(substitute("${A:-${B}}", Names{k_variables}).text, "1");
}

TEST(Substitute, LeavesOtherDollarsAlone) {
  const Substituted result = substitute("$A $5 a$ $${A} $$", Names{k_variables});
  EXPECT_EQ(result.text, "$A $5 a$ ${A} $$");
  EXPECT_TRUE(result.malformed.empty());
}

TEST(Substitute, NamesEveryVariableThatIsNotSet) {
  const Substituted result = substitute("${B} ${C} ${EMPTY}", Names{k_variables});
  EXPECT_EQ(result.unset, (std::vector<std::string>{"B", "C", "EMPTY"}));
  EXPECT_EQ(result.text, "${B} ${C} ${EMPTY}");
}

TEST(Substitute, WhatIsNeitherFormIsMalformed) {
  for (const char* text : {"${", "${A", "${}", "${1A}", "${A:-x", "${A:x}", "${A-x}", "${examples}x${", "${A:-${B}"}) {
    EXPECT_EQ(substitute(text, Names{k_variables}).malformed.size(), 1u) << text;
    EXPECT_EQ(substitute(text, Names{k_variables}).text, text);
  }
}

TEST(Substitute, WhatAVariableBringsInIsText) {
  YamlNode root = parse_yaml("account: ${A}\nplain: 1\n").root;
  std::vector<YamlProblem> problems;
  substitute_all(root, {k_variables}, problems);
  EXPECT_TRUE(root.find("account")->is_text);
  EXPECT_EQ(root.find("account")->text, "1");
  EXPECT_FALSE(root.find("plain")->is_text);
}

TEST(Substitute, ProblemsStandWhereTheValueStandsAndOfferTheNearestName) {
  YamlNode root = parse_yaml("a:\n  - x: ${QUEUE_URI} ${Z9}\n").root;
  std::vector<YamlProblem> problems;
  substitute_all(root, {k_variables}, problems);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].at, (Place{2, 8}));
  EXPECT_EQ(problems[0].message, "${QUEUE_URI} is not set; set it in the environment, targets.json or .env, or write "
                                 "${QUEUE_URI:-default}; did you mean \"QUEUE_URL\"?");
  EXPECT_THAT(problems[1].message, ::testing::EndsWith("or write ${Z9:-default}"));
}

TEST(Substitute, NestingWithoutEndIsMalformedAndExhaustsNothing) {
  std::string text, closed;
  for (int i = 0; i < 5'000; ++i) {
    text += "${A1:-";
  }
  EXPECT_EQ(substitute(text, {k_variables}).malformed.size(), 1u);
  EXPECT_EQ(substitute(text + std::string(5'000, '}'), {k_variables}).malformed.size(), 1u);
}

TEST(Substitute, LateFormsStayAsTheyStand) {
  const std::string text = "${itk.nonce} ${itk.run_id}${itk.now} ${ssm:/app/key} ${secret:app/db#user.name}";
  const Substituted result = substitute(text, {k_variables});
  EXPECT_EQ(result.text, text);
  EXPECT_TRUE(result.is_late);
  EXPECT_EQ(substitute("${B:-${itk.seed}}", {k_variables}).text, "${itk.seed}");
}

TEST(Substitute, AnUnknownLateValueIsAProblemThatOffersTheNearest) {
  YamlNode root = parse_yaml("a: ${itk.nonse}\nb: ${ssm:}\nc: ${secret:a b}\nd: ${itk.}\n").root;
  std::vector<YamlProblem> problems;
  substitute_all(root, {k_variables}, problems);
  ASSERT_EQ(problems.size(), 4u);
  EXPECT_EQ(problems[0].code, "unknown_value");
  EXPECT_EQ(problems[0].at, (Place{1, 4}));
  EXPECT_EQ(
      problems[0].message,
      "there is no ${itk.nonse} (there are itk.inv, itk.iteration, itk.nonce, itk.now, itk.run_id, itk.seed); did "
      "you mean ${itk.nonce}?");
  EXPECT_THAT(problems[1].message, ::testing::StartsWith("\"${ssm:}\" names nothing that can be fetched"));
}

YamlNode row(std::string_view yaml) { return parse_yaml(yaml).root; }

TEST(Substitute, ARowComesBeforeVariables) {
  const YamlNode values = row("A: from row\namount: 900\nnothing:\n");
  EXPECT_EQ(substitute("${A} ${examples.amount} ${amount:-1}${nothing}.", {k_variables, &values}).text,
            "from row 900 900.");
  EXPECT_EQ(substitute("${examples.amount:-1} ${examples.b:-${A}}", {k_variables, &values}).text, "900 from row");
  EXPECT_EQ(substitute("${examples.amont}", {k_variables, &values}).no_example, std::vector<std::string>{"amont"});
  EXPECT_EQ(substitute("${examples.a}", {k_variables}).no_example, std::vector<std::string>{"a"});
}

TEST(Substitute, AValueThatIsNothingButAnExampleIsWhatTheRowHas) {
  const YamlNode values = row("amount: 900\nitems: [1, two]\nword: yes it is\n");
  YamlNode root = parse_yaml("a: ${amount}\nb: '${amount}'\nc: ${examples.items}\nd: x${items}\ne: ${word}\n").root;
  std::vector<YamlProblem> problems;
  substitute_all(root, {k_variables, &values}, problems);
  EXPECT_FALSE(root.find("a")->is_text);
  EXPECT_EQ(root.find("a")->at, (Place{1, 9}));  // the row's place
  EXPECT_TRUE(root.find("b")->is_text);
  EXPECT_EQ(root.find("c")->items.size(), 2u);
  EXPECT_EQ(root.find("e")->text, "yes it is");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "example_type");
}

TEST(Substitute, InProseOnlyTheRowIsPutIn) {
  const YamlNode values = row("who: Ann\n");
  const Names names{k_variables, &values, true};
  EXPECT_EQ(substitute("${who} ${A} $${A} ${itk.nonce} ${", names).text, "Ann ${A} $${A} ${itk.nonce} ${");
}

}  // namespace
}  // namespace itk::invoke
