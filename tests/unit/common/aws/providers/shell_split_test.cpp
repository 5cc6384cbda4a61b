#include "common/aws/providers/shell_split.h"

#include <gtest/gtest.h>

namespace itk::aws::providers {
namespace {

using Words = std::vector<std::string>;

TEST(ShellSplit, SplitsAtSpace) {
  EXPECT_EQ(shell_split("a  b\tc\n d ").value(), (Words{"a", "b", "c", "d"}));
  EXPECT_EQ(shell_split("").value(), Words{});
  EXPECT_EQ(shell_split(" \t ").value(), Words{});
}

TEST(ShellSplit, QuotesKeepSpaceAndMayBePartsOfAWord) {
  EXPECT_EQ(shell_split(R"("a b" 'c d' e"f g"h'i j')").value(), (Words{"a b", "c d", "ef ghi j"}));
  EXPECT_EQ(shell_split(R"(a '' "" b)").value(), (Words{"a", "", "", "b"}));
  EXPECT_EQ(shell_split(R"('it"s' "it's")").value(), (Words{"it\"s", "it's"}));
}

TEST(ShellSplit, BackslashesFollowTheQuotes) {
  EXPECT_EQ(shell_split(R"(a\ b \" \\ \n)").value(), (Words{"a b", "\"", "\\", "n"}));
  EXPECT_EQ(shell_split(R"("a\"b" "c\\d" "e\n")").value(), (Words{"a\"b", "c\\d", "e\\n"}));
  EXPECT_EQ(shell_split(R"('a\b' 'c\')").value(), (Words{"a\\b", "c\\"}));
}

TEST(ShellSplit, NothingElseMeansAnything) {
  EXPECT_EQ(shell_split("$HOME `id` *;|>x #c").value(), (Words{"$HOME", "`id`", "*;|>x", "#c"}));
}

TEST(ShellSplit, WhatIsLeftOpenIsAnErrorThatDoesNotQuoteTheLine) {
  for (const char* line : {"\"hunter2", "'hunter2", "hunter2\\", "\"hunter2\\\""}) {
    const auto words = shell_split(line);
    ASSERT_FALSE(words) << line;
    EXPECT_EQ(words.error().message.find("hunter2"), std::string::npos);
  }
}

}  // namespace
}  // namespace itk::aws::providers
