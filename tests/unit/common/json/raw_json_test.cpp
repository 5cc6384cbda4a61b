#include "common/json/raw_json.h"

#include <gtest/gtest.h>

#include "common/json/writer.h"

namespace itk::json {
namespace {

TEST(Payload, OneLineJsonStaysByteForByte) {
  const std::string text = R"({"b":1,"a":1.10, "big":12345678901234567890123,"u":"é","a":2})";
  EXPECT_EQ(make_payload(text).json.text, text);
  EXPECT_EQ(make_payload("123").json.text, "123");
}

TEST(Payload, OtherTextIsAStringAndOtherBytesAreBase64) {
  EXPECT_EQ(make_payload("plain \"text\"").json.text, R"("plain \"text\"")");
  EXPECT_EQ(make_payload("{\n\"a\":1}").json.text, R"("{\n\"a\":1}")");
  EXPECT_EQ(make_payload("").json.text, R"("")");
  const Payload bytes = make_payload("\xff\x00");
  EXPECT_EQ(bytes.encoding, "base64");
  EXPECT_EQ(bytes.json.text, R"("/w==")");
}

TEST(Quote, EscapesWhatJsonWantsAndReplacesBrokenUtf8) {
  EXPECT_EQ(quote("a\"\\\n\x01\x7f/é"), "\"a\\\"\\\\\\n\\u0001\x7f/é\"");
  EXPECT_EQ(quote("a\xffz"), "\"a\xef\xbf\xbdz\"");
}

TEST(Writer, WritesIntegersBeyond2To53AsStrings) {
  std::string out;
  append_integer(out, 9007199254740992);
  out += ' ';
  append_integer(out, 9007199254740993);
  EXPECT_EQ(out, "9007199254740992 \"9007199254740993\"");
}

TEST(Writer, WritesTheShortestDouble) {
  std::string out;
  append_double(out, 0.1);
  out += ' ';
  append_double(out, 1e300);
  out += ' ';
  append_double(out, 3);
  EXPECT_EQ(out, "0.1 1e+300 3");
}

// Found by fuzzing the log parser: behind a string that broke off, its rest was read as a number.
TEST(OneLineJson, AStringWithAControlCharacterIsNoneWhateverFollowsIt) {
  EXPECT_FALSE(is_one_line_json(std::string_view("{\"a\":\"b\x00"
                                                 "0,\"u\":1}",
                                                 15)));
  EXPECT_FALSE(is_one_line_json(std::string_view("[\"\x01"
                                                 "17]",
                                                 6)));
}

TEST(Quote, EveryByteIsFoundWhereverItStands) {
  for (int byte = 0; byte < 0x80; ++byte) {
    const char c = static_cast<char>(byte);
    std::string alone = quote(std::string(1, c));
    alone = alone.substr(1, alone.size() - 2);
    EXPECT_EQ(alone.size() == 1, byte >= 0x20 && c != '"' && c != '\\') << byte;
    for (std::size_t size = 1; size <= 17; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = c;
        EXPECT_EQ(quote(text), "\"" + std::string(at, 'x') + alone + std::string(size - at - 1, 'x') + "\"");
      }
    }
  }
}

}  // namespace
}  // namespace itk::json
