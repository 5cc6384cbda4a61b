#include "itk-render/escape.h"

#include <gtest/gtest.h>

#include "common/json/raw_json.h"

namespace itk::render {
namespace {

TEST(ScriptJson, CannotEndItsElement) {
  EXPECT_EQ(script_json(R"({"a":"</script><!--"})"), R"({"a":"\u003c/script>\u003c!--"})");
}

TEST(ScriptJson, EscapesTheLineSeparatorsOfOldScripts) {
  EXPECT_EQ(script_json("\"a\xe2\x80\xa8"
                        "b\xe2\x80\xa9"
                        "c\xe2\x80\xaa\""),
            "\"a\\u2028b\\u2029c\xe2\x80\xaa\"");
}

TEST(ScriptJson, StaysValidJson) {
  EXPECT_TRUE(json::is_one_line_json(script_json(json::quote("<a>\xe2\x80\xa8</a>\\<"))));
}

TEST(HtmlText, LeavesNoMarkupAndNoWayOutOfAnAttribute) {
  EXPECT_EQ(html_text(R"(<a href="x" title='y'>&amp;)"), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;");
}

TEST(OneVisibleLine, SpellsOutWhatReordersOrHides) {
  EXPECT_EQ(one_visible_line("a\xe2\x80\xae"
                             "b"),
            "a<U+202E>b");
  EXPECT_EQ(one_visible_line(std::string_view("a\0b\x1b", 4)), "a<U+0000>b<U+001B>");
  EXPECT_EQ(one_visible_line("zero\xe2\x80\x8bwidth"), "zero<U+200B>width");
}

TEST(OneVisibleLine, IsOneLine) { EXPECT_EQ(one_visible_line("a\r\nb\nc\rd\te"), "a b c d e"); }

TEST(OneVisibleLine, KeepsOtherLettersAndReplacesBrokenBytes) {
  EXPECT_EQ(one_visible_line("größe ✅ \xf0\x9f\x92\xa5"), "größe ✅ \xf0\x9f\x92\xa5");
  EXPECT_EQ(one_visible_line("a\xff\xc3"), "a\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(MarkdownCode, FencesLongerThanTheLongestRunOfBackticks) {
  EXPECT_EQ(markdown_code("plain @everyone #1 <b>"), "`plain @everyone #1 <b>`");
  EXPECT_EQ(markdown_code("a`b``c"), "```a`b``c```");
  EXPECT_EQ(markdown_code("`"), "`` ` ``");
}

TEST(MarkdownCode, NothingToShowIsADash) {
  EXPECT_EQ(markdown_code(""), "-");
  EXPECT_EQ(markdown_code(" \n"), "-");
}

TEST(MarkdownCode, KeepsPipesButACellEscapesThem) {
  EXPECT_EQ(markdown_code("a|b"), "`a|b`");
  EXPECT_EQ(markdown_cell("a|b"), "`a\\|b`");
}

TEST(MermaidText, EscapesWhatMermaidReads) {
  EXPECT_EQ(mermaid_text("lambda:orders (2)"), "lambda:orders (2)");
  EXPECT_EQ(mermaid_text("a;b#c\nend"), "a#59;b#35;c end");
  EXPECT_EQ(mermaid_text("%%{init}%%"), "#37;#37;#123;init#125;#37;#37;");
  EXPECT_EQ(mermaid_text("<b>"), "#60;b#62;");
  EXPECT_EQ(mermaid_text("ä"), "#228;");
}

TEST(MermaidText, IsNoInstruction) {
  EXPECT_EQ(mermaid_text("wrap: x"), "#119;rap: x");
  EXPECT_EQ(mermaid_text("NoWrap:x"), "#78;oWrap:x");
}

TEST(MermaidText, IsNeverEmpty) {
  EXPECT_EQ(mermaid_text(""), "-");
  EXPECT_EQ(mermaid_text("\n"), "-");
}

}  // namespace
}  // namespace itk::render
