#include "itk-invoke/expectations.h"

#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

struct Outcome {
  std::vector<model::Expectation> expectations;
  std::vector<Problem> problems;
};

Outcome read(std::string_view text) {
  Problems problems(Purpose::Live);
  CaseReader reader("a.yaml", problems);
  const YamlDocument document = parse_yaml(text);
  EXPECT_TRUE(document.problems.empty()) << text;
  return {read_expectations(document.root, reader), problems.sorted()};
}

std::string shown(const std::vector<model::Expectation>& expectations) {
  std::string text;
  for (const model::Expectation& expectation : expectations) {
    text += (text.empty() ? "" : " ") + expectation.name + expectation.params.text;
  }
  return text;
}

TEST(Expectations, AllShapesMeanTheSame) {
  EXPECT_EQ(
      shown(
          read("expected:\n  invariants:\n    - name: max_retry_count\n      params: {max_allowed: 3}\n").expectations),
      R"(max_retry_count{"max_allowed":3})");
  EXPECT_EQ(shown(read("expected:\n  invariants:\n    - name: max_retry_count\n      max_allowed: 3\n").expectations),
            R"(max_retry_count{"max_allowed":3})");
  EXPECT_EQ(shown(read("invariants:\n- type: no_error_spans\n- type: max_duration_ms\n  value: 30000\n").expectations),
            R"(no_error_spans max_duration_ms{"value":30000})");
  EXPECT_EQ(shown(read("expected:\n  required_components: [\"lambda:a\"]\n").expectations),
            R"(required_components{"value":["lambda:a"]})");
  EXPECT_EQ(shown(read("expected:\n  response_contains:\n    - type: text\n      pattern: \".*\"\n").expectations),
            R"(response_contains{"value":[{"type":"text","pattern":".*"}]})");
  EXPECT_EQ(shown(read("expected: {invariants: [has_spans]}\n").expectations), "has_spans");
}

TEST(Expectations, TypeIsAParameterBesideAName) {
  const Outcome outcome = read("expected:\n  invariants:\n    - {name: response_contains, type: regex, pattern: a+}\n");
  EXPECT_EQ(shown(outcome.expectations), R"(response_contains{"type":"regex","pattern":"a+"})");
  EXPECT_TRUE(outcome.problems.empty());
}

TEST(Expectations, LevelIsNoParameter) {
  const Outcome outcome = read("invariants: [{name: has_spans, level: warn, description: why}]\n");
  ASSERT_EQ(outcome.expectations.size(), 1u);
  EXPECT_EQ(outcome.expectations[0].level, "warn");
  EXPECT_TRUE(outcome.expectations[0].params.empty());
}

TEST(Expectations, EachKnowsItsPlaceAndTheyStandInTheOrderOfTheFile) {
  const Outcome outcome =
      read("invariants:\n  - type: no_error_spans\nexpected:\n  invariants:\n    - name: has_spans\n");
  ASSERT_EQ(outcome.expectations.size(), 2u);
  EXPECT_EQ(outcome.expectations[0].at, (model::Position{"a.yaml", 2, 5}));
  EXPECT_EQ(outcome.expectations[1].at, (model::Position{"a.yaml", 5, 7}));
}

TEST(Expectations, AnUnknownNameOffersTheNearest) {
  const Outcome outcome = read("expected:\n  invariants:\n    - name: has_span\n");
  ASSERT_EQ(outcome.problems.size(), 1u);
  EXPECT_EQ(outcome.problems[0].at, (model::Position{"a.yaml", 3, 7}));
  EXPECT_NE(outcome.problems[0].message.find("has_spans"), std::string::npos);
}

TEST(Expectations, AnUnknownKeyBelowExpectedIsAnUnknownExpectation) {
  const Outcome outcome = read("expected:\n  required_component: [a]\n");
  ASSERT_EQ(outcome.problems.size(), 1u);
  EXPECT_EQ(outcome.problems[0].at, (model::Position{"a.yaml", 2, 3}));
}

TEST(Expectations, ABadParameterIsShownWhereItStands) {
  const Outcome outcome =
      read("expected:\n  invariants:\n    - name: max_retry_count\n      params:\n        max_allwed: 3\n");
  ASSERT_EQ(outcome.problems.size(), 1u);
  EXPECT_EQ(outcome.problems[0].at, (model::Position{"a.yaml", 5, 9}));
  const Outcome typed = read("invariants:\n  - name: max_retry_count\n    max_allowed: three\n");
  ASSERT_EQ(typed.problems.size(), 1u);
  EXPECT_EQ(typed.problems[0].at, (model::Position{"a.yaml", 3, 5}));
}

TEST(Expectations, AnEntryWithoutNameIsAProblem) {
  EXPECT_EQ(read("invariants: [{value: 3}]\n").problems.size(), 1u);
  EXPECT_EQ(read("invariants: [[a]]\n").problems.size(), 1u);
  EXPECT_EQ(read("expected: {invariants: {name: has_spans}}\n").problems.size(), 1u);
  EXPECT_TRUE(read("expected: {invariants: }\ninvariants:\n").problems.empty());
}

}  // namespace
}  // namespace itk::invoke
