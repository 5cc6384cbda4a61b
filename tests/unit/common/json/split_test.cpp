#include "common/json/split.h"

#include <gtest/gtest.h>

namespace itk::json {
namespace {

std::vector<Member> members_of(std::string_view json, std::string& strings) {
  std::vector<Member> members;
  EXPECT_TRUE(split(json, strings, members)) << json;
  return members;
}

TEST(Split, GivesValuesAsTheyStand) {
  std::string strings;
  const auto members = members_of(
      R"( {"a" : "x\"y\\", "b":[1,{"c":"]}\""}] ,"n":-12,"d":1.50e3,"t":true,"f":false,"z":null,"\u00e9\n":{} })" + 1,
      strings);
  ASSERT_EQ(members.size(), 8u);
  EXPECT_EQ(members[0].value.raw, R"("x\"y\\")");
  EXPECT_EQ(members[0].value.text, R"(x"y\)");
  EXPECT_EQ(members[1].value.raw, R"([1,{"c":"]}\""}])");
  EXPECT_EQ(members[2].value.integer, -12);
  EXPECT_TRUE(members[2].value.is_integer);
  EXPECT_EQ(members[3].value.number, 1500);
  EXPECT_EQ(members[3].value.raw, "1.50e3");
  EXPECT_TRUE(members[4].value.boolean);
  EXPECT_EQ(members[5].value.kind, Kind::Bool);
  EXPECT_TRUE(members[6].value.is_null());
  EXPECT_EQ(members[7].key, "\u00e9\n");
  EXPECT_EQ(members[7].value.raw, "{}");
}

TEST(Split, ReadsListsAndEmptyOnes) {
  std::string strings;
  EXPECT_EQ(members_of("[ 1 , [2] ]", strings).size(), 2u);
  EXPECT_TRUE(members_of("[ ]", strings).empty());
  EXPECT_TRUE(members_of("{\n}", strings).empty());
}

TEST(Split, LeavesSurrogatesAndHugeNumbersToSimdjson) {
  std::string strings;
  std::vector<Member> members;
  EXPECT_FALSE(split(R"(["\ud83d\ude00"])", strings, members));
  EXPECT_FALSE(split("[1e999]", strings, members));
  // Whatever way is taken, the values are the same.
  Parser parser;
  const PaddedText text(R"({"smile":"\ud83d\ude00","huge":1e999,"big":12345678901234567890})");
  const auto read = parser.object(text.view());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(find(**read, "smile")->text, "\U0001F600");
  EXPECT_EQ(find(**read, "huge")->raw, "1e999");
  EXPECT_FALSE(find(**read, "big")->is_integer);
}

}  // namespace
}  // namespace itk::json
