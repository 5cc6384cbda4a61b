#include "common/model/codec.h"

#include <gtest/gtest.h>

#include <sstream>

#include "common/base/atomic_file.h"
#include "common/model/records.h"
#include "common/model/tag.h"

namespace itk::model {
namespace {

std::vector<std::string> example_lines() {
  std::istringstream text(read_file(ITK_SOURCE_DIR "/common/model/examples.jsonl").value());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    lines.push_back(line);
  }
  return lines;
}

template <class R>
Result<std::string> round_trip_as(json::Parser& parser, std::string_view line) {
  ITK_TRY_ASSIGN(const R record, read_record<R>(parser, line));
  return write_record(record);
}

// Reads and writes a line as the record that its tag names.
Result<std::string> round_trip(std::string_view text) {
  json::Parser parser;
  const json::PaddedText padded(text);
  const std::string_view line = padded.view();
  ITK_TRY_ASSIGN(const Tag tag, read_tag(parser, line));
  using Function = Result<std::string> (*)(json::Parser&, std::string_view);
  static const std::map<std::string, Function> functions = {{"run", round_trip_as<Run>},
                                                            {"invocation", round_trip_as<Invocation>},
                                                            {"answer", round_trip_as<Answer>},
                                                            {"event", round_trip_as<Event>},
                                                            {"collection", round_trip_as<Collection>},
                                                            {"span", round_trip_as<Span>},
                                                            {"trace", round_trip_as<Trace>},
                                                            {"gap", round_trip_as<Gap>},
                                                            {"check", round_trip_as<Check>},
                                                            {"verdict", round_trip_as<Verdict>},
                                                            {"plan", round_trip_as<Plan>},
                                                            {"commit", round_trip_as<Commit>},
                                                            {"error", round_trip_as<ErrorRecord>},
                                                            {"end", round_trip_as<End>}};
  return functions.at(tag.type)(parser, line);
}

TEST(Records, EveryTypeHasAnExampleAndEveryExampleRoundTripsByteForByte) {
  std::vector<std::string> seen;
  for (const std::string& line : example_lines()) {
    const Result<std::string> written = round_trip(line);
    ASSERT_TRUE(written) << written.error().message << "\n" << line;
    EXPECT_EQ(*written, line);
    json::Parser parser;
    seen.push_back(read_tag(parser, json::PaddedText(line).view())->type);
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, known_types());
}

TEST(Records, EveryTruncationIsAnError) {
  for (const std::string& line : example_lines()) {
    for (std::size_t n = 0; n < line.size(); ++n) {
      ASSERT_FALSE(round_trip(line.substr(0, n))) << line.substr(0, n);
    }
  }
}

TEST(Records, AnyKeyOrderAndSpacingReadsTheSame) {
  for (const std::string& line : example_lines()) {
    json::Parser parser;
    const json::PaddedText padded(line);
    const std::vector<json::Member> members = **parser.object(padded.view());
    std::string reversed = " {";
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      reversed +=
          (reversed.size() > 2 ? " ,\t" : "") + json::quote(member->key) + " : " + std::string(member->value.raw);
    }
    reversed += "} ";
    const Result<std::string> written = round_trip(reversed);
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(*written, line);
  }
}

TEST(Records, UnknownMembersArePassedOn) {
  for (std::string line : example_lines()) {
    line.insert(line.size() - 1, R"(,"from_the_future":{"b":1.10,"a":[ ]},"x\u0041":"\u00e9")");
    const Result<std::string> written = round_trip(line);
    ASSERT_TRUE(written);
    std::string expected = line;
    expected.replace(expected.find("x\\u0041"), 7, "xA");
    EXPECT_EQ(*written, expected);
  }
}

TEST(Records, EachRequiredFieldIsMissedByName) {
  for (const std::string& line : example_lines()) {
    json::Parser parser;
    const json::PaddedText padded(line);
    const std::vector<json::Member> members = **parser.object(padded.view());
    std::string only_tag = R"({"itk":)" + std::string(members[0].value.raw) + "}";
    const Result<std::string> written = round_trip(only_tag);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, "missing_field") << written.error().message;
  }
}

TEST(Records, WrongTypesAndRepeatedFieldsAreNamed) {
  EXPECT_EQ(round_trip(R"({"itk":"plan/1","case":"a","runs":"many"})").error().message,
            "\"runs\": expected an integer, got \"many\"");
  EXPECT_EQ(round_trip(R"({"itk":"plan/1","case":7,"runs":1})").error().message, "\"case\": expected a string, got 7");
  EXPECT_EQ(round_trip(R"({"itk":"plan/1","case":"a","runs":1,"runs":2})").error().code, "duplicate_field");
  EXPECT_EQ(round_trip(R"({"itk":"plan/1","case":"a","runs":1.5})").error().code, "wrong_type");
}

TEST(Records, IntegersBeyond2To53TravelAsStrings) {
  EXPECT_EQ(round_trip(R"({"itk":"plan/1","case":"a","runs":9007199254740993})").value(),
            R"({"itk":"plan/1","case":"a","runs":"9007199254740993"})");
  EXPECT_EQ(round_trip(R"({"itk":"plan/1","case":"a","runs":"9007199254740993"})").value(),
            R"({"itk":"plan/1","case":"a","runs":"9007199254740993"})");
}

TEST(Records, NullCountsAsAbsentWhereAFieldIsOptional) {
  EXPECT_EQ(round_trip(R"({"itk":"plan/1","case":"a","runs":1,"reason":null})").value(),
            R"({"itk":"plan/1","case":"a","runs":1})");
  EXPECT_FALSE(round_trip(R"({"itk":"plan/1","case":null,"runs":1})"));
}

TEST(Tag, TooNewVersionsAreRefusedByName) {
  json::Parser parser;
  const auto tag = read_tag(parser, json::PaddedText(R"({"itk":"span/2","x":1})").view());
  ASSERT_FALSE(tag);
  EXPECT_EQ(tag.error().code, "too_new");
  EXPECT_NE(tag.error().message.find("span/2"), std::string::npos);
  EXPECT_NE(tag.error().message.find("itk-correlate"), std::string::npos);
}

TEST(Tag, UnknownTypesAreFineAndOtherLinesAreNot) {
  json::Parser parser;
  EXPECT_EQ(read_tag(parser, json::PaddedText(R"({"x":1,"itk":"hologram/9"})").view())->type, "hologram");
  for (const char* line : {R"({"x":1})", R"({"itk":1})", R"({"itk":"span"})", R"({"itk":"span/"})",
                           R"({"itk":"span/0"})", R"({"itk":"/1"})", R"({"itk":"span/1x"})", "[]", "text", ""}) {
    EXPECT_FALSE(read_tag(parser, json::PaddedText(line).view())) << line;
  }
}

}  // namespace
}  // namespace itk::model
