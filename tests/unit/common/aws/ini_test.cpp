#include "common/aws/ini.h"

#include <gtest/gtest.h>

namespace itk::aws {
namespace {

std::string message_of(std::string_view text) {
  const auto sections = parse_ini(text, "config");
  return sections ? "fine" : sections.error().message;
}

TEST(Ini, ReadsSectionsValuesAndComments) {
  const auto sections =
      parse_ini("# comment\n; another\n\n[default]\nRegion = eu-west-1   # where we are\nkey=a#b;c\n\n"
                "[ profile\t dev ]  ; ours\noutput=\n",
                "config");
  ASSERT_TRUE(sections);
  ASSERT_EQ(sections->size(), 2u);
  const IniSection& first = (*sections)[0];
  EXPECT_EQ(first.name, "default");
  EXPECT_EQ(first.line, 4u);
  EXPECT_EQ(first.values.at("region").text, "eu-west-1");
  EXPECT_EQ(first.values.at("region").line, 5u);
  EXPECT_EQ(first.values.at("key").text, "a#b;c");
  EXPECT_EQ((*sections)[1].name, "profile dev");
  EXPECT_EQ((*sections)[1].values.at("output").text, "");
}

TEST(Ini, ReadsNestedValues) {
  const auto sections =
      parse_ini("[services dev]\nsqs =\n  endpoint_url = http://localhost:1\n\tother=2\nsts =\n  x = 3\n", "config");
  ASSERT_TRUE(sections);
  const IniSection& section = (*sections)[0];
  EXPECT_EQ(section.values.at("sqs").nested.at("endpoint_url"), "http://localhost:1");
  EXPECT_EQ(section.values.at("sqs").nested.at("other"), "2");
  EXPECT_EQ(section.values.at("sts").nested.at("x"), "3");
}

TEST(Ini, ValuesThatAreAllIndentedAlikeAreNotNested) {
  const auto sections = parse_ini("[default]\n  aws_access_key_id = A\n  aws_secret_access_key = B\n", "credentials");
  ASSERT_TRUE(sections);
  EXPECT_EQ((*sections)[0].values.at("aws_access_key_id").text, "A");
  EXPECT_EQ((*sections)[0].values.at("aws_secret_access_key").text, "B");
}

TEST(Ini, TakesWindowsLinesAndAByteOrderMark) {
  const auto sections = parse_ini("\xef\xbb\xbf[a]\r\nx = 1\r\n\r\n[b]\r\ny = 2", "config");
  ASSERT_TRUE(sections);
  EXPECT_EQ((*sections)[0].values.at("x").text, "1");
  EXPECT_EQ((*sections)[1].values.at("y").text, "2");
}

TEST(Ini, MergesASectionThatStandsTwice) {
  const auto sections = parse_ini("[a]\nx=1\ny=1\n[b]\n[a]\ny=2\n", "config");
  ASSERT_TRUE(sections);
  ASSERT_EQ(sections->size(), 2u);
  EXPECT_EQ((*sections)[0].values.at("x").text, "1");
  EXPECT_EQ((*sections)[0].values.at("y").text, "2");
}

TEST(Ini, SaysFileAndLineOfWhatItCannotRead) {
  EXPECT_EQ(message_of("[default\n"), "config:1: a section must end with \"]\"");
  EXPECT_EQ(message_of("[a]\n\nnonsense\n"), "config:3: expected \"name = value\", \"[section]\" or a comment");
  EXPECT_EQ(message_of("x = 1\n"), "config:1: a value stands before the first [section]");
  EXPECT_EQ(message_of("[a]\n= 1\n"), "config:2: expected \"name = value\", \"[section]\" or a comment");
  EXPECT_EQ(message_of("[]\n"), "config:1: a section has no name");
  EXPECT_EQ(message_of("[a] b\n"), "config:1: \"b\" stands behind the \"]\" of a section");
  EXPECT_EQ(message_of("[a]\ns3 =\n  nonsense\n"), "config:3: expected an indented \"name = value\"");
}

TEST(Ini, NeverPrintsTheLineThatMayHoldASecret) {
  EXPECT_EQ(message_of("[a]\naws_secret_access_key: hunter2\n").find("hunter2"), std::string::npos);
}

TEST(Ini, EveryTruncationIsReadOrRefused) {
  const std::string text = "[a]\nx = 1 # c\n[services s]\nsqs =\n  endpoint_url = http://h\n";
  for (std::size_t n = 0; n <= text.size(); ++n) {
    static_cast<void>(parse_ini(text.substr(0, n), "config"));
  }
}

}  // namespace
}  // namespace itk::aws
