#include "itk-collect/insights_source.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <json/json.h>

#include <sstream>

#include "itk-collect/event_id.h"
#include "tests/support/fake_client.h"
#include "tests/unit/itk-collect/fake_log_source.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char k_group[] = "/g";

class InsightsSourceTest : public testing::Test {
 protected:
  InsightsSourceTest() {
    fake.transport.on_send = [this](const aws::HttpRequest& request) { answer(request); };
    auto filter = std::make_unique<FakeLogSource>(fake.clock);
    filter_ = filter.get();
    source = std::make_unique<InsightsSource>(
        fake.client, std::move(filter), [this] { return is_abandoned; }, fake.clock, fake.log);
  }

  // An event of `ms` after the start; Insights has it, too, unless it lags.
  void put(int ms, const std::string& message, bool is_indexed = true) {
    const Timestamp time = at(ms);
    filter_->groups[k_group].push_back({fmt::format("id-{}", ++count_), "s", time, time, message});
    if (is_indexed) {
      indexed_.push_back({time.ms(), message});
    }
  }
  Timestamp at(int ms) const { return {start.ns + std::int64_t{ms} * 1'000'000}; }

  // All messages of the window, page by page.
  std::vector<std::string> read(int from_ms, int until_ms) {
    std::vector<std::string> messages;
    LogQuery query{k_group, at(from_ms), at(until_ms), ""};
    do {
      auto page = source->fetch(query);
      if (!page) {
        error = page.error();
        break;
      }
      for (const LogEvent& event : page->events) {
        messages.push_back(event.message);
      }
      query.token = page->next_token;
    } while (!query.token.empty());
    return messages;
  }

  test::FakeClient fake{aws::Service::Logs};
  Timestamp start = fake.clock.now();
  std::unique_ptr<InsightsSource> source;
  bool is_abandoned = false;
  std::size_t most_rows = 10'000;
  std::string last_status = "Complete";
  int polls_until_done = 2;
  std::vector<std::string> calls;
  std::optional<Error> error;

  FakeLogSource& filter() { return *filter_; }

 private:
  void answer(const aws::HttpRequest& request) {
    Json::Value asked, answer;
    std::istringstream(request.body) >> asked;
    const std::string operation(aws::find_header(request.headers, "X-Amz-Target")->substr(14));
    calls.push_back(operation);
    if (operation == "StartQuery") {
      from_s_ = asked["startTime"].asInt64();
      to_s_ = asked["endTime"].asInt64();
      polls_ = 0;
      answer["queryId"] = "q";
    } else if (operation == "GetQueryResults") {
      const bool is_done = ++polls_ >= polls_until_done;
      answer["status"] = is_done ? last_status : "Running";
      answer["results"] = Json::Value(Json::arrayValue);
      int matched = 0;
      for (const auto& [ms, message] : indexed_) {
        if (ms >= from_s_ * 1000 && ms <= to_s_ * 1000 && is_done) {
          ++matched;
          if (answer["results"].size() < most_rows) {
            answer["results"].append(row(ms, message));
          }
        }
      }
      answer["statistics"]["recordsMatched"] = matched;
    }
    fake.transport.answer(200, Json::writeString(Json::StreamWriterBuilder(), answer));
  }

  static Json::Value row(std::int64_t ms, const std::string& message) {
    std::string time = format_rfc3339(Timestamp::from_ms(ms)).substr(0, 19);
    time[10] = ' ';
    Json::Value row(Json::arrayValue);
    for (const auto& [field, value] :
         {std::pair<std::string, std::string>{"@timestamp", fmt::format("{}.{:03}", time, ms % 1000)},
          {"@logStream", "s"},
          {"@message", message}}) {
      Json::Value entry;
      entry["field"] = field;
      entry["value"] = value;
      row.append(entry);
    }
    return row;
  }

  FakeLogSource* filter_ = nullptr;
  int count_ = 0;
  std::vector<std::pair<std::int64_t, std::string>> indexed_;
  std::int64_t from_s_ = 0, to_s_ = 0;
  int polls_ = 0;
};

TEST_F(InsightsSourceTest, WaitsForAQueryAndReadsItsRows) {
  put(100, "a");
  put(1'200, "b");
  put(9'000, "outside");
  fake.clock.advance(std::chrono::hours(3));
  EXPECT_THAT(read(0, 5'000), ElementsAre("a", "b"));
  EXPECT_THAT(calls, ElementsAre("StartQuery", "GetQueryResults", "GetQueryResults"));
  EXPECT_THAT(filter().queries, IsEmpty());  // an index does not lag for hours
}

TEST_F(InsightsSourceTest, BothEndsOfTheWindowAreInclusiveToTheMillisecond) {
  for (const int ms : {499, 500, 1'499, 1'500, 1'501}) {
    put(ms, std::to_string(ms));
  }
  fake.clock.advance(std::chrono::hours(3));
  EXPECT_THAT(read(500, 1'500), ElementsAre("500", "1499", "1500"));
}

TEST_F(InsightsSourceTest, HalvesAWindowWhoseAnswerIsFull) {
  for (int i = 0; i < 20; ++i) {
    put(i * 500, std::to_string(i));
  }
  most_rows = 6;
  fake.clock.advance(std::chrono::hours(3));
  const auto messages = read(0, 10'000);
  EXPECT_THAT(messages, SizeIs(20));
  EXPECT_EQ(messages.front(), "0");
  EXPECT_EQ(messages.back(), "19");
}

TEST_F(InsightsSourceTest, LeavesASecondThatIsTooFullToFilterLogEvents) {
  for (int i = 0; i < 20; ++i) {
    put(2'000 + i, std::to_string(i));
  }
  most_rows = 6;
  fake.clock.advance(std::chrono::hours(3));
  EXPECT_THAT(read(0, 8'000), SizeIs(20));
  EXPECT_THAT(filter().queries, Not(IsEmpty()));
  EXPECT_THAT(fake.logged, Not(HasSubstr("lags")));
}

TEST_F(InsightsSourceTest, ReadsWhatTheIndexLacksWithFilterLogEvents) {
  put(100, "a");
  put(60'000, "b");
  put(60'000, "b");         // twice the same
  put(59'000, "c", false);  // of a stream that is indexed later
  put(61'000, "d", false);
  fake.clock.advance(milliseconds(65'000));
  EXPECT_THAT(read(0, 65'000), ElementsAre("a", "b", "b", "c", "d"));
  EXPECT_THAT(fake.logged, HasSubstr("2 events came from FilterLogEvents"));
}

TEST_F(InsightsSourceTest, SaysNothingWhereTheIndexIsComplete) {
  put(100, "a");
  fake.clock.advance(milliseconds(5'000));
  EXPECT_THAT(read(0, 5'000), ElementsAre("a"));
  EXPECT_THAT(fake.logged, Not(HasSubstr("lags")));
}

TEST_F(InsightsSourceTest, AnIndexWithNothingInItIsNotBelieved) {
  put(100, "a", false);
  fake.clock.advance(milliseconds(5'000));
  EXPECT_THAT(read(0, 5'000), ElementsAre("a"));
}

TEST_F(InsightsSourceTest, AQueryThatFailsIsAnError) {
  last_status = "Failed";
  EXPECT_THAT(read(0, 5'000), IsEmpty());
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, "query_failed");
  EXPECT_EQ(calls.back(), "StopQuery");
}

TEST_F(InsightsSourceTest, StopsAQueryThatNobodyWaitsFor) {
  is_abandoned = true;
  read(0, 5'000);
  EXPECT_THAT(calls, ElementsAre("StartQuery", "StopQuery"));
}

TEST(EventId, IsTheSameWheneverItIsMadeAndTellsEqualEventsApart) {
  std::vector<LogEvent> events(3);
  events[1].message = events[2].message = "m";
  std::vector<LogEvent> again = events;
  name_events("/g", events);
  name_events("/g", again);
  EXPECT_EQ(events[0].id, again[0].id);
  EXPECT_EQ(events[2].id, again[2].id);
  EXPECT_NE(events[0].id, events[1].id);
  EXPECT_NE(events[1].id, events[2].id);
  name_events("/other", again = {LogEvent{}});
  EXPECT_NE(again[0].id, events[0].id);
}

TEST(EventId, LeavesCloudWatchsAlone) {
  std::vector<LogEvent> events{{"given", "s", {}, {}, "m"}};
  name_events("/g", events);
  EXPECT_EQ(events[0].id, "given");
}

}  // namespace
}  // namespace itk::collect
