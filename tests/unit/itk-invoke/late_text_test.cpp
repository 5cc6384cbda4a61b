#include "itk-invoke/late_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "itk-invoke/substitute.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

using Strings = std::vector<std::string>;

const std::map<std::string, std::string> k_fetched = {
    {"ssm:/app/key", "top \"secret\"\n"},
    {"secret:db", R"({"user":"ann","login":{"password":"pä$$\"w","port":5432},"a.b":"dotted"})"}};

LateValues values() {
  LateValues values;
  values.nonce = "itk-0123456789abcdef";
  values.run_id = "RUN";
  values.inv = "INV";
  values.now = "2026-11-20T08:00:00.000Z";
  values.iteration = 3;
  values.seed = 77;
  values.fetched = &k_fetched;
  return values;
}

// The text of a case as it is sent.
std::string sent(std::string_view text, const Environment& variables = {}) {
  return LateText::plain(substitute(text, {variables}).text).render(values());
}

// The same in JSON.
std::string sent_json(std::string_view yaml, const Environment& variables = {}) {
  YamlNode root = parse_yaml(yaml).root;
  std::vector<YamlProblem> problems;
  substitute_all(root, {variables}, problems);
  EXPECT_TRUE(problems.empty());
  return LateText::json(to_json(root, problems)).render(values());
}

TEST(LateText, PutsInWhatOnlySendingKnows) {
  EXPECT_EQ(sent("${itk.nonce}|${itk.run_id}|${itk.inv}|${itk.now}|${itk.iteration}|${itk.seed}"),
            "itk-0123456789abcdef|RUN|INV|2026-11-20T08:00:00.000Z|3|77");
  EXPECT_EQ(sent("key ${ssm:/app/key}."), "key top \"secret\"\n.");
  EXPECT_EQ(sent("${secret:db#user}:${secret:db#login.password}@${secret:db#login.port}/${secret:db#a.b}"),
            "ann:pä$$\"w@5432/dotted");
}

TEST(LateText, AConstantTextIsFree) {
  const LateText text = LateText::plain("no form here: $5 {itk.nonce} $ {");
  EXPECT_TRUE(text.is_constant());
  EXPECT_EQ(text.constant(), "no form here: $5 {itk.nonce} $ {");
  EXPECT_EQ(&text.constant(), &text.constant());
  EXPECT_TRUE(LateText().is_constant());
  EXPECT_EQ(LateText::plain("").render(values()), "");
}

TEST(LateText, ALiteralThatLooksLikeAFormStaysOne) {
  EXPECT_EQ(sent("$${itk.nonce} $${ssm:/app/key}"), "${itk.nonce} ${ssm:/app/key}");
  EXPECT_TRUE(LateText::plain(substitute("$${itk.nonce}", {Environment()}).text).is_constant());
}

TEST(LateText, NoVariableBringsInAForm) {
  const Environment hostile({{"V", "${itk.nonce}"},
                             {"BRACE", "{itk.nonce}"},
                             {"DOLLAR", "$"},
                             {"HALF", "${itk."},
                             {"MARKED", "$\xef\xb7\x90{itk.nonce}"},
                             {"TWICE", "$\xef\xb7\x90\xef\xb7\x90{ssm:/app/key}"},
                             {"MARK", "\xef\xb7\x90"}});
  EXPECT_EQ(sent("${V}", hostile), "${itk.nonce}");
  EXPECT_EQ(sent("$${BRACE}${BRACE}", hostile), "${BRACE}{itk.nonce}");
  EXPECT_EQ(sent("${DOLLAR}${BRACE}", hostile), "${itk.nonce}");
  EXPECT_EQ(sent("$${itk.nonce}${DOLLAR}${itk.nonce}", hostile), "${itk.nonce}$itk-0123456789abcdef");
  EXPECT_EQ(sent("${HALF}nonce}", hostile), "${itk.nonce}");
  EXPECT_EQ(sent("${MARKED} ${TWICE}", hostile), hostile.get("MARKED").value() + " " + hostile.get("TWICE").value());
  EXPECT_EQ(sent("$${MARK}{itk.nonce} ${DOLLAR}${MARK}${itk.nonce}", hostile),
            "${MARK}{itk.nonce} $\xef\xb7\x90itk-0123456789abcdef");
  EXPECT_EQ(sent("${X:-${V}}", hostile), "${itk.nonce}");
}

// Whatever two variables hold, side by side and around forms, they arrive as they are.
TEST(LateText, AnyTextOfPartsOfFormsArrivesAsItIs) {
  const char* const parts[] = {"$",        "{", "}", "$$", "${", "itk.nonce", "{itk.nonce}", "ssm:a", "\xef\xb7\x90",
                               "\xef\xb7", "#k"};
  std::uint32_t state = 1;
  const auto random_text = [&] {
    std::string text;
    for (std::uint32_t left = (state >> 16) % 9; left > 0; --left) {
      state = state * 1'664'525 + 1'013'904'223;
      text += parts[(state >> 16) % std::size(parts)];
    }
    state = state * 1'664'525 + 1'013'904'223;
    return text;
  };
  for (int i = 0; i < 5000; ++i) {
    const std::string a = "a" + random_text();
    const std::string b = random_text() + "b";
    const Environment variables({{"A", a}, {"B", b}});
    ASSERT_EQ(sent("${A}${B}", variables), a + b);
    ASSERT_EQ(sent("${B}${itk.seed}${A}", variables), b + "77" + a);
    ASSERT_EQ(sent("${N:-${A}}", variables), a);
  }
}

TEST(LateText, NeitherDoesAFetchedValue) {
  const std::map<std::string, std::string> fetched = {{"ssm:a", "${itk.nonce}${ssm:a}"}};
  LateValues hostile = values();
  hostile.fetched = &fetched;
  EXPECT_EQ(LateText::plain("${ssm:a}").render(hostile), "${itk.nonce}${ssm:a}");
}

TEST(LateText, KeysAreNotSubstituted) {
  EXPECT_EQ(sent_json("'${itk.nonce}': '${itk.nonce}'\n"), R"({"${itk.nonce}":"itk-0123456789abcdef"})");
}

TEST(LateText, ValuesAreEscapedForTheirJsonString) {
  EXPECT_EQ(sent_json("a: <${ssm:/app/key}>\nb: ${secret:db#login.password}\n"),
            R"({"a":"<top \"secret\"\n>","b":"pä$$\"w"})");
}

TEST(LateText, AStringStaysAString) { EXPECT_EQ(sent_json("n: ${itk.iteration}\n"), R"({"n":"3"})"); }

TEST(LateText, FetchesAreNamedOnceAndNeverShown) {
  const LateText text = LateText::plain("${ssm:/app/key}${secret:db#user}${ssm:/app/key} ${secret:db#login.password}");
  EXPECT_EQ(text.fetches(), (Strings{"secret:db", "ssm:/app/key"}));
  EXPECT_EQ(text.shown(values()), "<ssm:/app/key><secret:db><ssm:/app/key> <secret:db>");
  EXPECT_EQ(LateText::json(R"({"a":"${ssm:/app/key} ${itk.nonce}"})").shown(values()),
            R"({"a":"<ssm:/app/key> itk-0123456789abcdef"})");
}

TEST(LateText, WhatWasNotFetchedIsAnErrorWithoutValues) {
  EXPECT_TRUE(LateText::plain("${secret:db#user}").check(values()));
  LateValues nothing = values();
  nothing.fetched = nullptr;
  EXPECT_FALSE(LateText::plain("${ssm:/app/key}").check(nothing));
  EXPECT_EQ(LateText::plain("x${ssm:/app/key}y").render(nothing), "x${ssm:/app/key}y");
  const Status wrong_key = LateText::plain("${secret:db#pasword}").check(values());
  ASSERT_FALSE(wrong_key);
  EXPECT_EQ(wrong_key.error().message,
            "the secret db is no JSON object with \"pasword\"; correct ${secret:db#pasword}, or the secret");
  EXPECT_EQ(LateText::plain("${secret:db#pasword}").render(values()), "${secret:db#pasword}");
  EXPECT_FALSE(LateText::plain("${secret:db#user.x}").check(values()));
}

TEST(LateText, EveryTruncationOfAFormIsLiteral) {
  for (const std::string whole : {"${itk.nonce}", "${ssm:/app/key}", "${secret:db#login.password}"}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_EQ(LateText::plain(whole.substr(0, size)).constant(), whole.substr(0, size));
    }
  }
}

TEST(LateText, TheSeedFollowsFromTheNonce) {
  EXPECT_EQ(seed_of("itk-0123456789abcdef"), seed_of("itk-0123456789abcdef"));
  EXPECT_NE(seed_of("itk-0123456789abcdef"), seed_of("itk-0123456789abcdee"));
  for (int i = 0; i < 200; ++i) {
    const std::int64_t seed = seed_of("itk-" + std::to_string(i));
    EXPECT_TRUE(seed >= 0 && seed < std::int64_t{1} << 31);
  }
}

}  // namespace
}  // namespace itk::invoke
