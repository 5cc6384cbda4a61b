#include "common/expect/grammar.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace itk::expect {
namespace {

using testing::HasSubstr;

std::vector<Problem> problems_of(const std::string& name, const std::string& params, const std::string& level = "") {
  return validate({name, {params}, level, {}});
}

// The one problem of an expectation, as text; anything else shows up as a mismatch.
std::string problem_of(const std::string& name, const std::string& params, const std::string& level = "") {
  const std::vector<Problem> problems = problems_of(name, params, level);
  return problems.size() == 1 ? problems[0].message : std::to_string(problems.size()) + " problems";
}

TEST(Grammar, KnowsTheInvariantsOfThePythonKitAndOfItsGenerators) {
  for (const char* name :
       {"has_spans", "no_duplicate_span_ids", "has_entrypoint", "no_orphan_spans", "valid_timestamps",
        "max_retry_count", "no_error_spans", "bedrock_response_present", "slack_message_sent"}) {
    EXPECT_TRUE(problems_of(name, "").empty()) << name;
    EXPECT_TRUE(problems_of(name, "{}").empty()) << name;
  }
}

TEST(Grammar, ListsItsNamesSorted) {
  EXPECT_EQ(known_names().size(), 14u);
  EXPECT_TRUE(std::is_sorted(known_names().begin(), known_names().end()));
}

TEST(Grammar, ReadsTheSpellingsThatCaseFilesUse) {
  const std::pair<const char*, const char*> spellings[] = {
      {"has_spans", R"({"min_count":3})"},
      {"has_spans", R"({"value":3})"},
      {"max_retry_count", R"({"max_allowed":3})"},
      {"max_retry_count", R"({"max_retries":0})"},
      {"max_duration_ms", R"({"value":30000})"},
      {"max_duration_ms", R"({"max_ms":1.5})"},
      {"max_duration_ms", R"({"max_duration_ms":30000})"},
      {"required_components", R"({"components":["lambda:a","agent:b"]})"},
      {"required_components", R"({"value":"lambda:a"})"},
      {"component_flow", R"({"components":["lambda:a","agent:b"]})"},
      {"component_flow", R"({"value":["lambda:a"]})"},
      {"response_contains", R"({"text":"hello"})"},
      {"response_contains", R"({"contains":["hello","you"]})"},
      {"response_contains", R"({"pattern":"^h.llo"})"},
      {"response_contains", R"({"value":[{"type":"text","pattern":".*"}]})"},
      {"response_contains", R"({"value":["a",{"text":"b"},{"type":"regex","pattern":"c+"}]})"},
      {"response_contains", R"({"type":"text","pattern":".*"})"},
      {"no_error_spans", R"({"value":true})"},
  };
  for (const auto& [name, params] : spellings) {
    EXPECT_TRUE(problems_of(name, params).empty()) << name << " " << params;
  }
}

TEST(Grammar, OffersTheNearestNameOfAnUnknownInvariant) {
  EXPECT_EQ(problem_of("no_eror_spans", "{}"),
            "there is no invariant \"no_eror_spans\"; did you mean \"no_error_spans\"?");
  EXPECT_EQ(problem_of("telepathy", "{}"), "there is no invariant \"telepathy\"");
  EXPECT_EQ(problem_of("", "{}"), "there is no invariant \"\"");
}

TEST(Grammar, OffersTheNearestNameOfAnUnknownParameter) {
  const std::vector<Problem> problems = problems_of("max_retry_count", R"({"max_allowd":3})");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems[0].message, HasSubstr("there is no parameter \"max_allowd\" (it takes max_retries); did you "
                                             "mean \"max_allowed\"?"));
  EXPECT_EQ(problems[0].param, "max_allowd");
  EXPECT_THAT(problem_of("has_entrypoint", R"({"count":1})"), HasSubstr("it takes no parameters"));
}

TEST(Grammar, RefusesMistypedParameters) {
  EXPECT_EQ(problem_of("has_spans", R"({"min_count":"3"})"),
            "has_spans: \"min_count\": expected a whole number, 0 or more, got \"3\"");
  for (const char* params : {R"({"value":-1})", R"({"value":1.5})", R"({"value":null})", R"({"value":[1]})"}) {
    EXPECT_THAT(problem_of("max_retry_count", params), HasSubstr("a whole number")) << params;
  }
  for (const char* params : {R"({"value":0})", R"({"value":-5})", R"({"value":"30s"})", R"({"value":true})"}) {
    EXPECT_THAT(problem_of("max_duration_ms", params), HasSubstr("milliseconds above 0")) << params;
  }
  for (const char* params : {R"({"components":[""]})", R"({"components":7})", R"({"components":[{}]})"}) {
    EXPECT_THAT(problem_of("required_components", params), HasSubstr("expected a component")) << params;
  }
  EXPECT_THAT(problem_of("component_flow", R"({"components":[]})"), HasSubstr("at least one entry"));
  EXPECT_THAT(problem_of("no_error_spans", R"({"value":false})"), HasSubstr("remove it"));
}

TEST(Grammar, RefusesMissingParameters) {
  EXPECT_THAT(problem_of("max_duration_ms", "{}"), HasSubstr("\"max_ms\" is missing"));
  EXPECT_THAT(problem_of("required_components", ""), HasSubstr("\"components\" is missing"));
  EXPECT_THAT(problem_of("component_flow", "{}"), HasSubstr("\"components\" is missing"));
  EXPECT_THAT(problem_of("response_contains", "{}"), HasSubstr("\"text\" is missing"));
  EXPECT_THAT(problem_of("response_contains", R"({"type":"text"})"), HasSubstr("\"text\" is missing"));
}

TEST(Grammar, RefusesAParameterInTwoSpellings) {
  EXPECT_THAT(problem_of("max_retry_count", R"({"max_allowed":3,"max_retries":4})"),
              HasSubstr("\"max_allowed\" and \"max_retries\" are the same parameter"));
}

TEST(Grammar, RefusesBadPatterns) {
  EXPECT_THAT(problem_of("response_contains", R"({"pattern":"(abc"})"), HasSubstr("not an RE2 pattern: missing )"));
  EXPECT_THAT(problem_of("response_contains", R"j({"value":[{"type":"regex","pattern":"a(?=b)"}]})j"),
              HasSubstr("not an RE2 pattern"));
  EXPECT_THAT(problem_of("response_contains", R"({"value":[{"type":"glob","pattern":"a"}]})"),
              HasSubstr("\"text\" or \"regex\""));
  EXPECT_THAT(problem_of("response_contains", R"({"value":[{"type":"regex","text":"a"}]})"),
              HasSubstr("name the text \"pattern\""));
  EXPECT_THAT(problem_of("response_contains", R"({"type":"regex","value":"a"})"),
              HasSubstr("name the text \"pattern\""));
  EXPECT_THAT(problem_of("response_contains", R"({"value":[{"text":"a","pattern":"b"}]})"), HasSubstr("one of them"));
  EXPECT_THAT(problem_of("response_contains", R"({"value":[{"txet":"a"}]})"), HasSubstr("there is no \"txet\""));
  EXPECT_THAT(problem_of("response_contains", R"({"text":""})"), HasSubstr("a text, {text: ...} or {pattern: ...}"));
}

TEST(Grammar, RefusesAnUnknownLevel) {
  EXPECT_TRUE(problems_of("has_spans", "", "warn").empty());
  EXPECT_TRUE(problems_of("has_spans", "", "fail").empty());
  EXPECT_THAT(problem_of("has_spans", "", "info"), HasSubstr("expected \"fail\" or \"warn\", got \"info\""));
}

TEST(Grammar, NamesAllProblemsAtOnce) {
  EXPECT_EQ(problems_of("max_retry_count", R"({"max_allowed":"x","color":1})", "loud").size(), 3u);
}

TEST(Grammar, RefusesParametersThatAreNoObject) {
  for (const char* params : {"[1]", "3", "\"x\"", "null", "{", "{\"a\":}"}) {
    EXPECT_THAT(problem_of("has_spans", params), HasSubstr("not an object")) << params;
  }
}

TEST(Grammar, DescribesEveryInvariantAndParameter) {
  for (const Invariant& invariant : invariants()) {
    EXPECT_FALSE(invariant.meaning.empty()) << invariant.name;
    for (const Parameter& parameter : invariant.parameters) {
      EXPECT_FALSE(parameter.meaning.empty()) << invariant.name << " " << parameter.name;
    }
  }
}

}  // namespace
}  // namespace itk::expect
