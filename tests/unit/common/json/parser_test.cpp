#include "common/json/parser.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "common/json/raw_json.h"
#include "tests/support/shared_data.h"

namespace itk::json {
namespace {

TEST(Parser, GivesMembersAsTheyStand) {
  Parser parser;
  const PaddedText text(R"({"a":1.10,"b":{"z":1, "a":[true]} ,"c":"é\u00e9","d":12345678901234567890123,"e":null})");
  const auto members = parser.object(text.view());
  ASSERT_TRUE(members);
  EXPECT_EQ(find(**members, "a")->raw, "1.10");
  EXPECT_EQ(find(**members, "b")->raw, R"({"z":1, "a":[true]})");
  EXPECT_EQ(find(**members, "c")->text, "éé");
  EXPECT_FALSE(find(**members, "d")->is_integer);
  EXPECT_TRUE(find(**members, "e")->is_null());
  EXPECT_EQ(find(**members, "f"), nullptr);
}

TEST(Parser, LevelsDoNotDisturbEachOther) {
  Parser parser;
  const PaddedText text(R"({"k\u0041":{"x":"inner\n"},"s":"outer\n"})");
  const auto members = parser.object(text.view());
  ASSERT_TRUE(members);
  const auto inner = parser.object((**members)[0].value.raw, 1);
  ASSERT_TRUE(inner);
  EXPECT_EQ((**inner)[0].value.text, "inner\n");
  EXPECT_EQ((**members)[0].key, "kA");
  EXPECT_EQ((**members)[1].value.text, "outer\n");
}

TEST(Parser, ReadsTheValuesThatItGaveOut) {
  Parser parser;
  const PaddedText text(R"({"list":[{"a":"x\u00e9","b":{"c":[1,2]}},{"a":"y"}],"s":1})");
  const auto members = parser.object(text.view());
  ASSERT_TRUE(members);
  const auto list = parser.array((**members)[0].value, 1);
  ASSERT_TRUE(list);
  ASSERT_EQ((**list).size(), 2u);
  const auto entry = parser.object((**list)[0].value, 2);
  ASSERT_TRUE(entry);
  EXPECT_EQ(find(**entry, "a")->text, "xé");
  EXPECT_EQ(find(**entry, "b")->raw, R"({"c":[1,2]})");
  EXPECT_EQ(find(**members, "s")->integer, 1);
  EXPECT_FALSE(parser.object((**members)[1].value, 2));
  // What is read as text after that is validated again.
  EXPECT_FALSE(parser.object(PaddedText(R"({"a":{"b":tru}})").view(), 2));
}

TEST(Parser, ValidatesWhatNobodyLooksInto) {
  Parser parser;
  for (const char* text : {R"({"a":{"b":tru}})", R"({"a":[1,]})", R"({"a":{"b":01}})", R"({"a":"\q"})", R"({"a":1}x)",
                           R"({"a":1}{"b":2})", R"({"a":1,})", R"({"a")", R"({)", "", "[1]", "1", "{\"a\":\"\x01\"}",
                           "{\"a\":\"\xff\"}", R"({"a":nul})", R"({"a":1.})", R"({a:1})"}) {
    EXPECT_FALSE(parser.object(PaddedText(text).view())) << text;
  }
}

TEST(Parser, EveryTruncationIsAnError) {
  Parser parser;
  const std::string text = R"({"a":[1,{"b":"c\\"}],"d":-1.5e3,"e":true})";
  ASSERT_TRUE(parser.object(PaddedText(text).view()));
  for (std::size_t n = 0; n < text.size(); ++n) {
    EXPECT_FALSE(parser.object(PaddedText(text.substr(0, n)).view())) << n;
  }
}

TEST(Parser, RefusesMoreThan256Levels) {
  Parser parser;
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(parser.object(PaddedText(nested(200)).view()));
  const auto deep = parser.object(PaddedText(nested(300)).view());
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().code, "too_deep");
}

// https://github.com/nst/JSONTestSuite: y_ must be accepted, n_ refused.
TEST(Parser, AgreesWithTheConformanceSuite) {
  ITK_NEED_SHARED_DATA("json-conformance/JSONTestSuite/test_parsing");
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    const std::string name = entry.path().filename().string();
    std::string text = read_file(entry.path().string()).value();
    if (name[0] == 'i') {
      continue;
    }
    ++seen;
    Parser parser;
    const bool accepted = parser.object(PaddedText("{\"v\":" + text + "}").view()).has_value();
    // Wrapped in an object, a text that closes the wrapper itself is a different text.
    if (name[0] == 'y') {
      EXPECT_TRUE(accepted) << name;
      EXPECT_EQ(is_one_line_json(text), text.find_first_of("\r\n") == std::string::npos) << name;
    } else {
      EXPECT_FALSE(is_one_line_json(text)) << name;
    }
  }
  EXPECT_GT(seen, 180u);
}

}  // namespace
}  // namespace itk::json
