#include "common/expect/compile.h"

#include <gtest/gtest.h>

namespace itk::expect {
namespace {

Compiled compiled(const std::string& name, const std::string& params, const std::string& level = "") {
  return compile({name, {params}, level, model::Position{"a.yaml", 3, 5}}).value();
}

TEST(Compile, TypesTheParameters) {
  EXPECT_EQ(compiled("max_retry_count", R"({"max_allowed":3})").arguments.count, 3);
  EXPECT_EQ(compiled("max_retry_count", "{}").arguments.count, std::nullopt);
  EXPECT_EQ(compiled("max_duration_ms", R"({"value":1.5})").arguments.duration_ms, 1.5);
  EXPECT_EQ(compiled("component_flow", R"({"value":["b","a"]})").arguments.components,
            (std::vector<std::string>{"b", "a"}));
}

TEST(Compile, KeepsLevelAndPosition) {
  EXPECT_FALSE(compiled("has_spans", "").warns_only);
  const Compiled warning = compiled("has_spans", "", "warn");
  EXPECT_TRUE(warning.warns_only);
  EXPECT_EQ(warning.at, (model::Position{"a.yaml", 3, 5}));
}

TEST(Compile, ThePatternOfThePythonKitMatchesAnyText) {
  const Compiled any = compiled("response_contains", R"({"value":[{"type":"text","pattern":".*"}]})");
  ASSERT_EQ(any.arguments.matches.size(), 1u);
  EXPECT_TRUE(any.arguments.matches[0].matches("anything"));
  EXPECT_EQ(any.arguments.matches[0].describe(), "/.*/");
}

TEST(Compile, TextsAreLiteral) {
  const Compiled text = compiled("response_contains", R"j({"text":"cost (USD)"})j");
  EXPECT_TRUE(text.arguments.matches[0].matches("the cost (USD) is 3"));
  EXPECT_FALSE(text.arguments.matches[0].matches("the cost USD is 3"));
  EXPECT_EQ(text.arguments.matches[0].describe(), "\"cost (USD)\"");
}

TEST(Compile, UnescapesTextsOnce) {
  EXPECT_TRUE(
      compiled("response_contains", R"({"text":"gr\u00fc\u00dfe"})").arguments.matches[0].matches("viele grüße"));
}

}  // namespace
}  // namespace itk::expect
