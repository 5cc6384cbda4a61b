#include "common/json/list_parser.h"

#include <gtest/gtest.h>

namespace itk::json {
namespace {

TEST(ListParser, GivesTheElementsOfOneListAndTheMembersBesideIt) {
  const PaddedText text(
      R"({"nextToken":"a\u00e9b","events":[{"message":"x\ny","timestamp":7,"more":{"a":1}},{}],"n":1.5})");
  ListParser parser;
  const auto document = parser.read(text.view(), "events");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(find((*document)->members, "nextToken")->text, "a\u00e9b");
  EXPECT_EQ(find((*document)->members, "n")->number, 1.5);
  EXPECT_TRUE((*document)->has_list);
  EXPECT_EQ((*document)->size, 2u);
  const auto first = parser.next();
  ASSERT_TRUE(first && *first != nullptr);
  EXPECT_EQ(find(**first, "message")->text, "x\ny");
  EXPECT_EQ(find(**first, "timestamp")->integer, 7);
  EXPECT_EQ(find(**first, "more")->kind, Kind::Object);
  const auto second = parser.next();
  ASSERT_TRUE(second && *second != nullptr);
  EXPECT_TRUE((*second)->empty());
  EXPECT_EQ(*parser.next(), nullptr);
  EXPECT_EQ(*parser.next(), nullptr);
}

TEST(ListParser, ADocumentWithoutTheListHasNoElements) {
  ListParser parser;
  for (const char* text : {R"({})", R"({"events":null})", R"({"events":{}})"}) {
    const PaddedText padded(text);
    const auto document = parser.read(padded.view(), "events");
    ASSERT_TRUE(document) << text;
    EXPECT_FALSE((*document)->has_list) << text;
    EXPECT_EQ(*parser.next(), nullptr) << text;
  }
}

TEST(ListParser, ElementsThatAreNoObjectsAreNamed) {
  const PaddedText text(R"({"events":[1]})");
  ListParser parser;
  ASSERT_TRUE(parser.read(text.view(), "events"));
  const auto element = parser.next();
  ASSERT_FALSE(element);
  EXPECT_EQ(element.error().code, "not_an_object");
}

TEST(ListParser, EveryTruncationIsAnError) {
  const std::string whole = R"({"events":[{"message":"x","timestamp":7}],"nextToken":"t"})";
  ListParser parser;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const PaddedText cut(whole.substr(0, size));
    EXPECT_FALSE(parser.read(cut.view(), "events")) << size;
  }
}

}  // namespace
}  // namespace itk::json
