#include "itk-invoke/yaml_to_json.h"

#include <gtest/gtest.h>

#include <random>

#include "common/json/raw_json.h"

namespace itk::invoke {
namespace {

// The JSON of "v: <text>".
std::string json_of(const std::string& text) {
  std::vector<YamlProblem> problems;
  const YamlDocument document = parse_yaml("v: " + text + "\n");
  EXPECT_TRUE(document.problems.empty()) << text;
  const std::string json = to_json(*document.root.find("v"), problems);
  EXPECT_TRUE(json::is_one_line_json(json)) << json;
  EXPECT_TRUE(problems.empty()) << text;
  return json;
}

std::string problem_of(const std::string& text) {
  std::vector<YamlProblem> problems;
  const YamlDocument document = parse_yaml("v: " + text + "\n");
  to_json(*document.root.find("v"), problems);
  return problems.empty() ? "" : problems[0].message;
}

TEST(YamlToJson, QuotedScalarsStayText) {
  EXPECT_EQ(json_of("'1'"), R"("1")");
  EXPECT_EQ(json_of("\"true\""), R"("true")");
  EXPECT_EQ(json_of("!!str 007"), R"("007")");
  EXPECT_EQ(json_of("|\n  null"), R"("null\n")");
}

TEST(YamlToJson, NumbersKeepTheirDigits) {
  EXPECT_EQ(json_of("1.10"), "1.10");
  EXPECT_EQ(json_of("12345678901234567890123"), "12345678901234567890123");
  EXPECT_EQ(json_of("-0.5e+10"), "-0.5e+10");
  EXPECT_EQ(json_of("1E400"), "1E400");
}

TEST(YamlToJson, NumbersThatJsonWritesDifferentlyAreMended) {
  EXPECT_EQ(json_of("+7"), "7");
  EXPECT_EQ(json_of("007"), "7");
  EXPECT_EQ(json_of("-00"), "-0");
  EXPECT_EQ(json_of(".5"), "0.5");
  EXPECT_EQ(json_of("-.5"), "-0.5");
  EXPECT_EQ(json_of("1."), "1");
  EXPECT_EQ(json_of("1.e3"), "1e3");
  EXPECT_EQ(json_of("0x1F"), "31");
  EXPECT_EQ(json_of("0o17"), "15");
}

TEST(YamlToJson, TheCoreSchemaDecidesWhatIsNoText) {
  EXPECT_EQ(json_of("true"), "true");
  EXPECT_EQ(json_of("False"), "false");
  EXPECT_EQ(json_of("~"), "null");
  EXPECT_EQ(json_of("null"), "null");
  EXPECT_EQ(json_of(""), "null");
  for (const char* text : {"yes", "on", "2026-01-18", "1:30", "1_000", "0x", "0b1", "e5", ".", "-", "1e"}) {
    EXPECT_EQ(json_of(text == std::string("-") ? "'-'" : text), json::quote(text)) << text;
  }
}

TEST(YamlToJson, NestedValuesKeepTheirOrder) {
  EXPECT_EQ(json_of("{b: [1, {}, []], a: \"x\\ty\", \"1\": ~}"), R"({"b":[1,{},[]],"a":"x\ty","1":null})");
}

TEST(YamlToJson, WhatJsonCannotSayIsAProblem) {
  EXPECT_EQ(problem_of(".nan"), ".nan has no form in JSON; put quotes around it if it is text");
  EXPECT_NE(problem_of("-.inf"), "");
  EXPECT_NE(problem_of("!!binary aGk="), "");
  EXPECT_NE(problem_of("!mine x"), "");
  EXPECT_NE(problem_of("!!int x"), "");
}

TEST(YamlToJson, ExplicitTagsDecide) {
  EXPECT_EQ(json_of("!!int 5"), "5");
  EXPECT_EQ(json_of("!!float 5"), "5");
  EXPECT_EQ(json_of("!!bool true"), "true");
}

TEST(YamlToJson, EverythingIsOneLineOfJson) {
  for (const char* text : {"\"\\u2028\\n\\x07\"", "'é ü'", "[[[[1]]]]", "{a: {b: {c: \"\\\\\"}}}", "-1", "\"\\0\""}) {
    json_of(text);
  }
}

// Random JSON, in canonical form.
std::string random_json(std::mt19937& random, int depth) {
  static const char* const k_scalars[] = {"null",  "true",    "false",       "0",          "-1.50",
                                          "1e400", "\"\"",    "\"1\"",       "\"~\"",      "\"a: b\"",
                                          "\"#\"", "\"- x\"", "\"\\n\\\"\"", "\"\u00e9\"", "12345678901234567890123"};
  const auto pick = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  const std::size_t kind = depth == 0 ? 0 : pick(3);
  if (kind == 0) {
    return k_scalars[pick(std::size(k_scalars))];
  }
  std::string text = kind == 1 ? "[" : "{";
  for (std::size_t i = 0, size = pick(4); i < size; ++i) {
    text += i > 0 ? "," : "";
    text += kind == 1 ? "" : "\"k" + std::to_string(i) + "\":";
    text += random_json(random, depth - 1);
  }
  return text + (kind == 1 ? "]" : "}");
}

TEST(YamlToJson, JsonIsYamlAndComesBackByteForByte) {
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    const std::string json = random_json(random, 4);
    EXPECT_EQ(json_of(json), json);
  }
}

}  // namespace
}  // namespace itk::invoke
