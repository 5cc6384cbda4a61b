#include "common/settings/dotenv.h"

#include <gtest/gtest.h>

namespace itk::settings {
namespace {

std::string value_of(std::string_view text) {
  const Dotenv dotenv = parse_dotenv(text);
  EXPECT_EQ(dotenv.entries.size(), 1u) << text;
  return dotenv.entries.empty() ? "" : dotenv.entries[0].value;
}

TEST(Dotenv, ReadsWhatTheShellWouldExport) {
  const Dotenv dotenv = parse_dotenv("# first\n\nexport ITK_ENV=qa\r\n  ITK_MODE = live\n");
  ASSERT_EQ(dotenv.entries.size(), 2u);
  EXPECT_EQ(dotenv.entries[0].name, "ITK_ENV");
  EXPECT_EQ(dotenv.entries[0].value, "qa");
  EXPECT_EQ(dotenv.entries[0].line, 3u);
  EXPECT_EQ(dotenv.entries[1].value, "live");
  EXPECT_TRUE(dotenv.unread.empty());
}

TEST(Dotenv, QuotesKeepSpacesAndHashes) {
  EXPECT_EQ(value_of("A=' x # y '"), " x # y ");
  EXPECT_EQ(value_of("A=\"x # y\" # a comment"), "x # y");
  EXPECT_EQ(value_of(R"(A="line\nnext \"q\" \$HOME")"), "line\nnext \"q\" $HOME");
  EXPECT_EQ(value_of(R"(A='a\nb')"), R"(a\nb)");
}

TEST(Dotenv, AnUnquotedValueEndsAtItsComment) {
  EXPECT_EQ(value_of("A=x # y"), "x");
  EXPECT_EQ(value_of("A=https://host/path#fragment"), "https://host/path#fragment");
  EXPECT_EQ(value_of("A= # nothing"), "");
  EXPECT_EQ(value_of("A=a=b=c"), "a=b=c");
}

TEST(Dotenv, NamesTheLinesThatItCannotRead) {
  const Dotenv dotenv = parse_dotenv("ITK_ENV\nA='open\n1A=x\nB=\"x\" y\nC=1");
  ASSERT_EQ(dotenv.unread.size(), 4u);
  EXPECT_EQ(dotenv.unread[0].line, 1u);
  EXPECT_EQ(dotenv.unread[0].why, "expected NAME=value");
  EXPECT_EQ(dotenv.unread[1].why, "the quotes of A do not end where its line ends");
  ASSERT_EQ(dotenv.entries.size(), 1u);
  EXPECT_EQ(dotenv.entries[0].name, "C");
}

TEST(Dotenv, SkipsAByteOrderMark) {
  EXPECT_EQ(parse_dotenv("\xef\xbb\xbf"
                         "A=1")
                .entries.at(0)
                .name,
            "A");
}

TEST(Dotenv, EveryTruncationIsReadWithoutACrash) {
  const std::string text = "export A=\"x\\\" y\" # c\nB='z'\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const Dotenv dotenv = parse_dotenv(text.substr(0, size));
    EXPECT_LE(dotenv.entries.size() + dotenv.unread.size(), 2u);
  }
}

}  // namespace
}  // namespace itk::settings
