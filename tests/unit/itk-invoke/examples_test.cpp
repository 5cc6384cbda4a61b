// Cases with `examples:`, from their text to the compiled rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "itk-invoke/case_loader.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

using Strings = std::vector<std::string>;
using ::testing::ElementsAre;

struct Loaded {
  std::vector<Case> cases;
  Strings problems;  // whole texts
};

Loaded load(std::string_view text, const Environment& variables = {}) {
  Problems problems(Purpose::Live);
  Loaded loaded;
  loaded.cases = load_rows("a.yaml", text, variables, {}, problems);
  for (const Problem& problem : problems.sorted()) {
    loaded.problems.push_back(problem.text());
  }
  return loaded;
}

Strings ids(const Loaded& loaded) {
  Strings ids;
  for (const Case& test_case : loaded.cases) {
    ids.push_back(test_case.id);
  }
  return ids;
}

std::string payload(const Case& test_case) {
  std::vector<YamlProblem> problems;
  return to_json(test_case.payload, problems);
}

const std::string k_head = R"(id: refund
name: A refund of ${amount} ${currency}
tags: [money]
entrypoint:
  type: sqs_event
  payload:
    text: I want ${examples.amount} ${currency} back, ${WHO}
    amount: ${amount}
expected:
  response_contains: sorry
  invariants: [no_error_spans]
)";

TEST(Examples, EachRowIsACase) {
  const Loaded loaded =
      load(k_head + "examples:\n  - {amount: 10, currency: EUR}\n  - {amount: 900, currency: USD, name: Too much}\n",
           Environment({{"WHO", "Ann"}, {"currency", "not this"}}));
  EXPECT_THAT(loaded.problems, ElementsAre());
  EXPECT_THAT(ids(loaded), ElementsAre("refund[1]", "refund[2]"));
  EXPECT_EQ(loaded.cases[0].name, "A refund of 10 EUR");
  EXPECT_EQ(loaded.cases[1].name, "Too much");
  EXPECT_EQ(payload(loaded.cases[0]), R"({"text":"I want 10 EUR back, Ann","amount":10})");
  EXPECT_EQ(payload(loaded.cases[1]), R"({"text":"I want 900 USD back, Ann","amount":900})");
  EXPECT_EQ(loaded.cases[1].at, (Place{14, 5}));
  EXPECT_EQ(loaded.cases[1].row, 2);
}

TEST(Examples, ColumnsAreRowsToo) {
  const Loaded loaded = load(k_head + "examples:\n  amount: [1, 2]\n  currency: [A, B]\n",
                             Environment({{"WHO", "x"}, {"OTHER", "other"}}));
  EXPECT_THAT(loaded.problems, ElementsAre());
  EXPECT_EQ(payload(loaded.cases[1]), R"({"text":"I want 2 B back, x","amount":2})");
  EXPECT_EQ(loaded.cases[1].at, (Place{13, 15}));
  EXPECT_THAT(load(k_head + "examples:\n  amount: [1, 2]\n  currency: [A]\n").problems,
              ElementsAre("a.yaml:14:3: the column \"currency\" has 1 values and \"amount\" has 2; every row needs one "
                          "of each"));
}

TEST(Examples, ARowAddsToWhatTheCaseExpects) {
  const Loaded loaded =
      load(k_head + "examples:\n  - amount: 1\n    currency: E\n    tags: slow\n    canary: CANARY-1\n"
                    "    expected: {response_contains: done, invariants: [has_spans]}\n"
                    "  - {amount: 2, currency: F}\n",
           Environment({{"WHO", "x"}, {"OTHER", "other"}}));
  ASSERT_THAT(loaded.problems, ElementsAre());
  const Case& first = loaded.cases[0];
  EXPECT_EQ(first.tags, (Strings{"money", "slow"}));
  EXPECT_EQ(first.canaries, Strings{"CANARY-1"});
  ASSERT_EQ(first.expected.size(), 3u);
  EXPECT_EQ(first.expected[0].params.text, R"({"value":"done"})");
  EXPECT_EQ(first.expected[2].name, "has_spans");
  EXPECT_EQ(loaded.cases[1].expected.size(), 2u);
  EXPECT_EQ(loaded.cases[1].tags, Strings{"money"});
}

TEST(Examples, AProblemOfOneRowNamesItAndOneOfAllRowsStandsOnce) {
  const Loaded loaded =
      load("id: a\nentrypoint:\n  type: sqs_event\n  payload: {a: \"${x} ${UNSET}\"}\nexpected:\n  max_duration_ms: "
           "${ms}\nexamples:\n  - {x: 1, ms: 5}\n  - {x: 1, ms: soon}\n  - {ms: 7}\n");
  ASSERT_EQ(loaded.problems.size(), 3u);
  EXPECT_THAT(loaded.problems[0], ::testing::StartsWith("a.yaml:4:16: ${UNSET} is not set"));
  EXPECT_THAT(loaded.problems[0], ::testing::Not(::testing::HasSubstr("row")));
  EXPECT_THAT(loaded.problems[1], ::testing::StartsWith("a.yaml:4:16: ${x} is not set"));
  EXPECT_THAT(loaded.problems[1], ::testing::EndsWith("(row 3 of examples, line 10)"));
  EXPECT_THAT(loaded.problems[2], ::testing::EndsWith("(row 2 of examples, line 9)"));
}

TEST(Examples, AReferenceThatNoRowHasIsAProblem) {
  EXPECT_THAT(
      load("id: a\nentrypoint: {type: http, payload: {a: '${examples.amont}'}}\nexamples: [{amount: 1}]\n").problems,
      ElementsAre("a.yaml:2:39: ${examples.amont}: this row has no \"amont\" (it has amount); did you mean "
                  "\"amount\"? (row 1 of examples, line 3)"));
  EXPECT_THAT(load("id: a\nentrypoint: {type: http, payload: {a: '${examples.b}'}}\n").problems,
              ElementsAre("a.yaml:2:39: ${examples.b}: the case has no `examples:`; add it, or remove this"));
}

TEST(Examples, WithoutRowsThereIsNoCaseAndThatIsSaid) {
  for (const char* const examples : {"examples: []\n", "examples: {}\n", "examples:\n", "examples: 3\n",
                                     "examples: [1, 2]\n", "examples: {a: 1}\n", "examples: {a: []}\n"}) {
    const Loaded loaded = load(std::string("id: a\nentrypoint: {type: http}\n") + examples);
    EXPECT_TRUE(loaded.cases.empty()) << examples;
    EXPECT_FALSE(loaded.problems.empty()) << examples;
  }
}

TEST(Examples, VariablesOfARowAreItsOwnText) {
  const Loaded loaded = load("id: a\nentrypoint: {type: http, payload: {a: '${x}', n: '${y}'}}\nexamples:\n"
                             "  - {x: '${V} $${V}', y: '${itk.nonce}'}\n",
                             Environment({{"V", "${examples.y}"}, {"OTHER", "other"}}));
  EXPECT_THAT(loaded.problems, ElementsAre());
  EXPECT_EQ(payload(loaded.cases[0]), R"({"a":"${examples.y} ${V}","n":"${itk.nonce}"})");
}

}  // namespace
}  // namespace itk::invoke
