#include <gtest/gtest.h>

#include "tests/sandbox/logs/filter_pattern.h"
#include "tests/sandbox/logs/store.h"
#include "tests/sandbox/logs/token.h"
#include "tests/support/fake_clock.h"

namespace itk::sandbox::logs {
namespace {

using std::chrono::milliseconds;

class LogStoreTest : public testing::Test {
 protected:
  LogStoreTest() {
    EXPECT_TRUE(store.create_group("g"));
    EXPECT_TRUE(store.create_stream("g", "s"));
  }

  void put(std::vector<std::pair<std::int64_t, std::string>> events) {
    std::vector<NewEvent> batch;
    for (auto& [offset_ms, message] : events) {
      batch.push_back({now_ms() + offset_ms, std::move(message)});
    }
    ASSERT_TRUE(store.put("g", "s", batch));
  }

  Page page(const Filter& filter, std::optional<Position> after = {}, PageLimits limits = {}) {
    return store.filter("g", filter, after, limits).value();
  }

  std::int64_t now_ms() { return clock.now().ms(); }

  itk::test::FakeClock clock;
  LogStore store{clock, {milliseconds(100), milliseconds(500)}};
};

std::vector<std::string> messages(const std::vector<Event>& events) {
  std::vector<std::string> result;
  for (const Event& event : events) {
    result.push_back(event.message);
  }
  return result;
}

using Messages = std::vector<std::string>;

TEST_F(LogStoreTest, EventCanBeFoundOnlyAfterItsDelay) {
  put({{0, "a"}});
  clock.advance(milliseconds(99));
  EXPECT_EQ(page({}).events.size(), 0U);
  clock.advance(milliseconds(401));
  EXPECT_EQ(page({}).events.size(), 1U);
}

TEST_F(LogStoreTest, EventsDoNotAppearInTheOrderInWhichTheyHappened) {
  for (int index = 0; index < 50; ++index) {
    put({{index, std::to_string(index)}});
  }
  clock.advance(milliseconds(500));
  const auto events = page({}).events;
  ASSERT_EQ(events.size(), 50U);
  bool overtaken = false;
  for (std::size_t index = 1; index < events.size(); ++index) {
    EXPECT_LT(events[index - 1].position, events[index].position);
    overtaken |= events[index].ingestion_ms < events[index - 1].ingestion_ms;
  }
  EXPECT_TRUE(overtaken);
}

TEST_F(LogStoreTest, BothEndsOfTheTimeRangeAreInclusive) {
  put({{0, "a"}, {1, "b"}, {2, "c"}, {3, "d"}});
  const std::int64_t start = now_ms();
  clock.advance(milliseconds(500));
  Filter filter;
  filter.start_ms = start + 1;
  filter.end_ms = start + 2;
  EXPECT_EQ(messages(page(filter).events), (Messages{"b", "c"}));
}

TEST_F(LogStoreTest, PageThatScannedWithoutAMatchIsEmptyAndGoesOn) {
  put({{0, "x"}, {1, "x"}, {2, "wanted"}});
  clock.advance(milliseconds(500));
  Filter filter;
  filter.pattern = FilterPattern::parse("wanted").value();
  PageLimits limits;
  limits.scanned = 2;
  const Page first = page(filter, {}, limits);
  EXPECT_TRUE(first.events.empty());
  ASSERT_TRUE(first.next);
  const Page second = page(filter, first.next, limits);
  EXPECT_EQ(messages(second.events), Messages{"wanted"});
  EXPECT_FALSE(second.next);
}

TEST_F(LogStoreTest, LateEventArrivesBehindTheCursor) {
  put({{10, "newer"}});
  clock.advance(milliseconds(500));
  const Page first = page({});
  const Position cursor = first.events.back().position;
  put({{-495, "older"}});
  clock.advance(milliseconds(500));
  EXPECT_TRUE(page({}, cursor).events.empty());
  EXPECT_EQ(messages(page({}).events), (Messages{"older", "newer"}));
}

TEST_F(LogStoreTest, TimeRangeOfOneStreamEndsExclusively) {
  put({{0, "a"}, {1, "b"}});
  const std::int64_t start = now_ms();
  clock.advance(milliseconds(500));
  StreamRange range;
  range.stream = "s";
  range.end_ms = start + 1;
  EXPECT_EQ(messages(store.read("g", range, {}).value()), Messages{"a"});
}

TEST_F(LogStoreTest, StreamIsReadFromItsNewestEndUnlessTheHeadIsAskedFor) {
  put({{0, "a"}, {1, "b"}, {2, "c"}});
  clock.advance(milliseconds(500));
  StreamRange range;
  range.stream = "s";
  PageLimits two;
  two.events = 2;
  EXPECT_EQ(messages(store.read("g", range, two).value()), (Messages{"b", "c"}));
  range.from_head = true;
  EXPECT_EQ(messages(store.read("g", range, two).value()), (Messages{"a", "b"}));
}

TEST_F(LogStoreTest, EventsThatAreTooOldOrTooNewAreRejectedByIndex) {
  constexpr std::int64_t hour = 3'600'000;
  const auto rejected = store.put("g", "s", {{now_ms() - 15 * 24 * hour, "old"}, {now_ms(), "kept"}});
  ASSERT_TRUE(rejected);
  EXPECT_EQ(rejected->too_old_until, 1U);
  const auto ahead = store.put("g", "s", {{now_ms(), "kept"}, {now_ms() + 3 * hour, "new"}});
  EXPECT_EQ(ahead->too_new_from, 1U);
  clock.advance(milliseconds(500));
  EXPECT_EQ(messages(page({}).events), (Messages{"kept", "kept"}));
}

TEST_F(LogStoreTest, UnknownGroupAndStreamHaveTheirOwnMessages) {
  EXPECT_EQ(store.filter("h", {}, {}, {}).error().message, "The specified log group does not exist.");
  EXPECT_EQ(store.put("g", "t", {{1, "a"}}).error().message, "The specified log stream does not exist.");
}

TEST(FilterPattern, TermsMustAllOccur) {
  const auto pattern = FilterPattern::parse("ERROR timeout").value();
  EXPECT_TRUE(pattern.matches("ERROR: a timeout"));
  EXPECT_FALSE(pattern.matches("ERROR: refused"));
}

TEST(FilterPattern, QuotedTermMayHoldAnything) {
  EXPECT_TRUE(FilterPattern::parse(R"("a-b \"c\"")").value().matches(R"(x a-b "c" y)"));
  EXPECT_FALSE(FilterPattern::parse("\"unclosed"));
  EXPECT_FALSE(FilterPattern::parse("a-b")) << "a term with other characters needs quotes";
}

TEST(FilterPattern, AlternativesAndExclusions) {
  EXPECT_TRUE(FilterPattern::parse("?WARN ?ERROR").value().matches("an ERROR"));
  EXPECT_FALSE(FilterPattern::parse("?WARN ?ERROR").value().matches("fine"));
  EXPECT_FALSE(FilterPattern::parse("ERROR -expected").value().matches("an expected ERROR"));
}

TEST(FilterPattern, WhatIsNotServedIsRefusedAndNotIgnored) {
  EXPECT_FALSE(FilterPattern::parse(R"({ $.level = "ERROR" })"));
  EXPECT_FALSE(FilterPattern::parse("[ip, user]"));
  EXPECT_FALSE(FilterPattern::parse("%regex%"));
}

TEST(EventId, HasFiftySixDigitsAndReadsBack) {
  const Position position{1'795'163'954'431, 42};
  const std::string id = event_id(position);
  EXPECT_EQ(id.size(), 56U);
  EXPECT_EQ(read_event_id(id), position);
  for (std::size_t size = 0; size < id.size(); ++size) {
    EXPECT_FALSE(read_event_id(id.substr(0, size))) << size;
  }
}

TEST(Token, ReadsBackAndRefusesEveryTruncation) {
  const std::string text = write_token(FilterToken{Timestamp::from_ms(1), "abc", Position{2, 3}});
  ASSERT_TRUE(read_token(text));
  EXPECT_EQ(read_token(text)->after, (Position{2, 3}));
  const std::string stream = write_token(StreamToken{false, {2, 3}});
  ASSERT_TRUE(read_stream_token(stream));
  EXPECT_FALSE(read_stream_token(stream)->forward);
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(read_token(text.substr(0, size))) << size;
  }
  for (std::size_t size = 0; size < stream.size(); ++size) {
    EXPECT_FALSE(read_stream_token(stream.substr(0, size))) << size;
  }
}

}  // namespace
}  // namespace itk::sandbox::logs
