#include "common/aws/sse_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace itk::aws {
namespace {

using ::testing::ElementsAre;
using Strings = std::vector<std::string>;

// "type|data|id" of each event.
struct Reading {
  Strings events;
  SseReader reader{[this](const SseEvent& event) {
    events.push_back(event.type + "|" + event.data + "|" + event.id);
    return Status();
  }};
};

Strings events_of(std::string_view stream) {
  Reading reading;
  EXPECT_TRUE(reading.reader.feed(stream));
  return reading.events;
}

TEST(SseReader, AnEventEndsWithABlankLine) {
  EXPECT_THAT(events_of("data: a\n\ndata:b\n\ndata: c\n"), ElementsAre("|a|", "|b|"));
}

TEST(SseReader, FieldsAreReadAsTheStandardSays) {
  EXPECT_THAT(events_of("event: add\nid: 1\ndata:  two\ndata: lines\n\n"), ElementsAre("add| two\nlines|1"));
  EXPECT_THAT(events_of("id: 7\ndata: a\n\ndata: b\n\n"), ElementsAre("|a|7", "|b|7"));    // the id stays
  EXPECT_THAT(events_of("event: a\ndata: 1\n\ndata: 2\n\n"), ElementsAre("a|1|", "|2|"));  // the type does not
  EXPECT_THAT(events_of(": comment\nretry: 10\nother: x\n\n"), ElementsAre());
  EXPECT_THAT(events_of("data\n\ndata:\n\n"), ElementsAre("||", "||"));  // data that is empty is data
  EXPECT_THAT(events_of("event: x\n\n"), ElementsAre());
  EXPECT_THAT(events_of(std::string_view("id: a\0b\ndata: x\n\n", 17)), ElementsAre("|x|"));
}

TEST(SseReader, LinesEndInAnyOfThreeWays) {
  EXPECT_THAT(events_of("data: a\r\n\r\ndata: b\r\rdata: c\n\n"), ElementsAre("|a|", "|b|", "|c|"));
}

TEST(SseReader, AByteOrderMarkIsNoPartOfTheFirstField) {
  EXPECT_THAT(events_of("\xEF\xBB\xBF"
                        "data: a\n\n"),
              ElementsAre("|a|"));
}

TEST(SseReader, TheCutsBetweenPiecesMeanNothing) {
  const std::string stream =
      "\xEF\xBB\xBF: hi\r\nevent: e\r\nid: 1\r\ndata: one\r\ndata: \xC3\xA4\r\n\r\ndata: two\n\n";
  const Strings whole = events_of(stream);
  ASSERT_THAT(whole, ElementsAre("e|one\n\xC3\xA4|1", "|two|1"));
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    Reading reading;
    EXPECT_TRUE(reading.reader.feed(std::string_view(stream).substr(0, cut)));
    EXPECT_TRUE(reading.reader.feed(std::string_view(stream).substr(cut)));
    EXPECT_EQ(reading.events, whole) << cut;
  }
  Reading bytes;
  for (const char byte : stream) {
    EXPECT_TRUE(bytes.reader.feed(std::string_view(&byte, 1)));
  }
  EXPECT_EQ(bytes.events, whole);
}

TEST(SseReader, EveryTruncationGivesTheEventsBeforeItAndTheRest) {
  const std::string stream = "data: one\n\nevent: e\ndata: two\ndata: three\n\n";
  for (std::size_t size = 0; size < stream.size(); ++size) {
    Reading reading;
    EXPECT_TRUE(reading.reader.feed(std::string_view(stream).substr(0, size)));
    EXPECT_EQ(reading.events, size < 11 ? Strings() : Strings{"|one|"}) << size;
  }
  Reading reading;
  EXPECT_TRUE(reading.reader.feed("data: one\n\ndata: two\ndata: thr"));
  EXPECT_EQ(reading.reader.rest(), "two\ndata: thr");
}

TEST(SseReader, AtTheEndOfAWholeBodyTheLastEventNeedsNoBlankLine) {
  for (const char* stream : {"data: one\n\ndata: two\n\n", "data: one\n\ndata: two\n", "data: one\n\ndata: two"}) {
    Reading reading;
    EXPECT_TRUE(reading.reader.feed(stream));
    EXPECT_TRUE(reading.reader.finish());
    EXPECT_THAT(reading.events, ElementsAre("|one|", "|two|")) << stream;
  }
}

TEST(SseReader, WhoTakesTheEventsMayEndIt) {
  SseReader reader([](const SseEvent&) { return Status(tl::make_unexpected(usage_error("enough", "enough"))); });
  const Status status = reader.feed("data: a\n\n");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "enough");
}

TEST(SseReader, AnEventWithoutEndIsNotKeptForEver) {
  SseReader reader([](const SseEvent&) { return Status(); }, 100);
  EXPECT_TRUE(reader.feed("data: " + std::string(90, 'x')));
  const Status status = reader.feed(std::string(20, 'x'));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "answer_too_large");
}

TEST(SseReader, TheContentTypeAnnouncesIt) {
  EXPECT_TRUE(SseReader::is_announced_by("text/event-stream"));
  EXPECT_TRUE(SseReader::is_announced_by("Text/Event-Stream; charset=utf-8"));
  EXPECT_FALSE(SseReader::is_announced_by("text/event-streams"));
  EXPECT_FALSE(SseReader::is_announced_by("application/json"));
  EXPECT_FALSE(SseReader::is_announced_by(""));
}

}  // namespace
}  // namespace itk::aws
