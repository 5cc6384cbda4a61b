#include "itk-invoke/yaml_document.h"

#include <gtest/gtest.h>

namespace itk::invoke {
namespace {

// "2:3 code" of each problem.
std::vector<std::string> problems_of(std::string_view text) {
  std::vector<std::string> shown;
  for (const YamlProblem& problem : parse_yaml(text).problems) {
    shown.push_back(std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column) + " " + problem.code);
  }
  return shown;
}

std::string message_of(std::string_view text) {
  const YamlDocument document = parse_yaml(text);
  return document.problems.empty() ? "" : document.problems[0].message;
}

using Strings = std::vector<std::string>;

TEST(YamlDocument, EveryValueKnowsItsPlace) {
  const YamlDocument document = parse_yaml("id: a\nentrypoint:\n  type: sqs_event\n  list:\n    - one\n    - {k: v}\n");
  ASSERT_TRUE(document.problems.empty());
  const YamlNode& entrypoint = *document.root.find("entrypoint");
  EXPECT_EQ(document.root.entry("entrypoint")->at, (Place{2, 1}));
  EXPECT_EQ(entrypoint.at, (Place{3, 3}));
  EXPECT_EQ(entrypoint.find("type")->at, (Place{3, 9}));
  EXPECT_EQ(entrypoint.find("list")->items[1].at, (Place{6, 7}));
  EXPECT_EQ(entrypoint.find("list")->items[1].find("k")->at, (Place{6, 11}));
}

TEST(YamlDocument, QuotedAndBlockScalarsAreText) {
  const YamlNode root = parse_yaml("a: '1'\nb: \"1\"\nc: |\n  1\nd: !!str 1\ne: 1\nf: !!int \"1\"\n").root;
  for (const char* key : {"a", "b", "c", "d"}) {
    EXPECT_TRUE(root.find(key)->is_text) << key;
  }
  EXPECT_FALSE(root.find("e")->is_text);
  EXPECT_EQ(root.find("f")->tag, "tag:yaml.org,2002:int");
}

TEST(YamlDocument, AliasesAndMergeKeysAreExpanded) {
  const YamlNode root = parse_yaml("base: &b {x: 1, y: 2}\nuse: *b\nmerged:\n  <<: *b\n  y: 3\n").root;
  EXPECT_EQ(root.find("use")->find("x")->text, "1");
  EXPECT_EQ(root.find("merged")->find("x")->text, "1");
  EXPECT_EQ(root.find("merged")->find("y")->text, "3");
  EXPECT_EQ(root.find("merged")->entries.size(), 2u);
}

TEST(YamlDocument, ATabInTheIndentationIsShownWhereItStands) {
  EXPECT_EQ(problems_of("id: a\nentrypoint:\n\ttype: x\n"), Strings{"3:1 yaml_tab"});
  EXPECT_EQ(problems_of("id: a\nentrypoint:\n  type: x\n\ttarget: y\n"), Strings{"4:1 yaml_tab"});
  EXPECT_EQ(problems_of("id: a\nlist:\n  \t- a\n"), Strings{"3:3 yaml_tab"});
  EXPECT_EQ(message_of("id: a\n\tname: b\n"), "a tab indents this line, which YAML does not allow; indent with spaces");
}

TEST(YamlDocument, AMissingColonIsShownAtItsKey) {
  EXPECT_EQ(problems_of("id: a\nname My case\nentrypoint:\n  type: x\n"), Strings{"2:1 yaml_colon"});
  EXPECT_EQ(problems_of("id: a\nname My case"), Strings{"2:1 yaml_colon"});
  EXPECT_EQ(problems_of("id: a\nentrypoint:\n  type sqs\n  payload: x\n"), Strings{"3:3 yaml_colon"});
  EXPECT_EQ(problems_of("id a\nname: b\n"), Strings{"1:1 yaml_colon"});
  EXPECT_EQ(message_of("id: a\nname My case\nx: y\n"), "a colon is missing in \"name My case\"; write \"name: ...\"");
}

TEST(YamlDocument, AColonWithoutItsSpaceIsShownAtItsKey) {
  EXPECT_EQ(problems_of("id: a\nname:My case\nz: 1\n"), Strings{"2:1 yaml_colon"});
  EXPECT_EQ(message_of("id: a\nname:My case\nz: 1\n"),
            "a space is missing behind the colon of \"name:My case\"; write \"name: ...\"");
}

TEST(YamlDocument, AColonTooManyNeedsQuotes) {
  EXPECT_EQ(problems_of("id: a\nname: Note: this\n"), Strings{"2:11 yaml_colon"});
  EXPECT_NE(message_of("id: a\nname: Note: this\n").find("must be quoted"), std::string::npos);
}

TEST(YamlDocument, AnUnclosedQuoteIsShownWhereItOpens) {
  EXPECT_EQ(problems_of("id: a\nname: \"My case\nentrypoint:\n  type: x\n"), Strings{"2:7 yaml_quote"});
  EXPECT_EQ(problems_of("id: a\nname: \"My case\nentrypoint:\n  type: \"x\"\n"), Strings{"2:7 yaml_quote"});
  EXPECT_EQ(problems_of("id: a\nname: 'My case\nentrypoint:\n  type: 'x'\n"), Strings{"2:7 yaml_quote"});
  EXPECT_EQ(problems_of("id: 'a"), Strings{"1:5 yaml_quote"});
  EXPECT_EQ(problems_of("id: a # it's\nname: [\"x\", \"y]"), Strings{"2:13 yaml_quote"});
}

TEST(YamlDocument, AQuoteMaySpanLines) {
  const YamlDocument document = parse_yaml("a: \"one\n  two\"\nb: 'it''s'\n");
  EXPECT_TRUE(document.problems.empty());
  EXPECT_EQ(document.root.find("a")->text, "one two");
  EXPECT_EQ(document.root.find("b")->text, "it's");
}

TEST(YamlDocument, AnUnclosedBracketIsShownWhereItOpens) {
  EXPECT_EQ(problems_of("id: a\nx: [1, 2\ny: 3\n"), Strings{"2:4 yaml_flow"});
  EXPECT_EQ(problems_of("id: a\nx: {a: 1\ny: 3\n"), Strings{"2:4 yaml_flow"});
  EXPECT_EQ(problems_of("id: a\nx: {a: '?', b: where is it?}\n"), Strings{"2:27 yaml_flow"});
}

TEST(YamlDocument, WrongIndentationIsShownAtTheLine) {
  EXPECT_EQ(problems_of("id: a\n x: b\n"), Strings{"2:2 yaml_indentation"});
  EXPECT_EQ(problems_of("id: a\nx:\n  - a\n - b\n"), Strings{"4:2 yaml_indentation"});
}

TEST(YamlDocument, OtherMistakesAreNamedToo) {
  EXPECT_EQ(problems_of("x: @foo\n"), Strings{"1:4 yaml_syntax"});
  EXPECT_EQ(problems_of("x: *nope\n"), Strings{"1:4 yaml_alias"});
  EXPECT_EQ(problems_of("x: \"a\\qb\"\n"), Strings{"1:6 yaml_escape"});
  EXPECT_EQ(problems_of("a: 1\n---\nb: 2\n"), Strings{"2:1 yaml_documents"});
  EXPECT_EQ(problems_of("? [1]\n: 2\n"), Strings{"1:3 yaml_key"});
}

TEST(YamlDocument, AKeyThatStandsTwiceIsAProblemAndTheRestIsStillThere) {
  const YamlDocument document = parse_yaml("id: a\nx: {k: 1, k: 2}\nid: b\n");
  ASSERT_EQ(document.problems.size(), 2u);
  EXPECT_EQ(document.problems[0].at, (Place{2, 11}));
  EXPECT_EQ(document.problems[1].at, (Place{3, 1}));
  EXPECT_EQ(document.problems[1].message, "\"id\" stands twice in this mapping (first in line 1); remove one");
  EXPECT_TRUE(document.is_whole());
  EXPECT_EQ(document.root.find("id")->text, "a");
}

TEST(YamlDocument, OnlyUtf8TextIsRead) {
  EXPECT_EQ(problems_of("a: b\nc: \"\xff\"\n"), Strings{"2:1 yaml_encoding"});
  EXPECT_EQ(problems_of(std::string_view("a: b\nc: \0\n", 10)), Strings{"2:4 yaml_encoding"});
  EXPECT_EQ(parse_yaml("\xef\xbb\xbfid: a\n").root.find("id")->text, "a");
}

TEST(YamlDocument, AliasesThatExplodeAreRefused) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) {
      text += last + (j < 9 ? ", " : "]\n");
    }
  }
  const YamlDocument document = parse_yaml(text);
  ASSERT_FALSE(document.problems.empty());
  EXPECT_EQ(document.problems[0].code, "yaml_too_large");
}

TEST(YamlDocument, AnAnchorCannotContainItself) { EXPECT_EQ(problems_of("a: &x [*x]\n"), Strings{"1:8 yaml_alias"}); }

TEST(YamlDocument, EveryTruncationGivesADocumentOrAProblemInsideTheText) {
  const std::string text =
      "id: \"a\\\"b\"\nname: 'it''s'\nentrypoint: &e\n  type: sqs_event\n  payload: {Records: [{body: \"x: y\"}]}\n"
      "x: *e\nnotes: |\n  a: b\n\t c\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const YamlDocument document = parse_yaml(text.substr(0, size));
    for (const YamlProblem& problem : document.problems) {
      EXPECT_GE(problem.at.line, 1) << size;
      EXPECT_LE(problem.at.line, 10) << size;
      EXPECT_GE(problem.at.column, 1) << size;
      EXPECT_FALSE(problem.message.empty()) << size;
    }
  }
}

}  // namespace
}  // namespace itk::invoke
