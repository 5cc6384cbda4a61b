#include "itk-compare/xml_text.h"

#include <gmock/gmock.h>

#include "common/base/text.h"

namespace itk::compare {
namespace {

using testing::ElementsAre;

TEST(XmlText, KeepsWhatXmlAllows) { EXPECT_EQ(xml_text("a\tb\nc\r<&>\"' grüße 😀"), "a\tb\nc\r<&>\"' grüße 😀"); }

TEST(XmlText, ReplacesWhatXmlForbids) {
  EXPECT_EQ(xml_text(std::string_view("a\0b\x01\x1b[0m", 8)), "a\uFFFDb\uFFFD\uFFFD[0m");
  EXPECT_EQ(xml_text("\xEF\xBF\xBE\xEF\xBF\xBF"), "\uFFFD\uFFFD");
  EXPECT_EQ(xml_text("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(xml_text("\xFF\xC3"), "\uFFFD\uFFFD");
}

TEST(XmlText, EveryTruncationOfUtf8IsReplacedAndNothingElse) {
  const std::string text = "ü€😀";
  for (std::size_t n = 0; n <= text.size(); ++n) {
    EXPECT_TRUE(is_utf8(xml_text(text.substr(0, n)))) << n;
  }
}

TEST(XmlLine, IsOneLineCutBetweenCharacters) {
  EXPECT_EQ(xml_line("a\nb\tc", 10), "a b c");
  EXPECT_EQ(xml_line("0123456789", 10), "0123456789");
  EXPECT_EQ(xml_line("0123456789a", 10), "0123456...");
  EXPECT_EQ(xml_line("012345üüü", 10), "012345...");
  EXPECT_EQ(xml_line(std::string(1 << 20, 'x'), 300).size(), 300u);
  for (std::size_t n = 4; n < 40; ++n) {
    EXPECT_TRUE(is_utf8(xml_line("ü€😀ü€😀ü€😀ü€😀", n))) << n;
    EXPECT_LE(xml_line("ü€😀ü€😀ü€😀ü€😀", n).size(), n);
  }
}

TEST(CdataParts, NoPartEndsTheSection) {
  EXPECT_THAT(cdata_parts("plain"), ElementsAre("plain"));
  EXPECT_THAT(cdata_parts("a]]>b"), ElementsAre("a]]", ">b"));
  EXPECT_THAT(cdata_parts("]]>]]>"), ElementsAre("]]", ">]]", ">"));
  EXPECT_THAT(cdata_parts(""), ElementsAre(""));
}

}  // namespace
}  // namespace itk::compare
