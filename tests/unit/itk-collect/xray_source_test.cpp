#include "itk-collect/xray_source.h"

#include <gmock/gmock.h>

#include "tests/unit/itk-collect/fake_xray.h"
#include "tests/unit/itk-collect/readers/sample.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char k_one[] = "1111111111111111";
constexpr char k_two[] = "2222222222222222";

class XraySourceTest : public testing::Test {
 protected:
  void make(XraySource::Reach reach = XraySource::Reach::Wanted) {
    source = std::make_unique<XraySource>(xray.fake.client,
                                          std::make_shared<redact::Redactor>(readers::make_test_redactor()), reach,
                                          xray.fake.clock, xray.fake.log);
  }
  void want(const std::string& traces) {
    Wanted wanted{start, Timestamp{start.ns + 60'000'000'000}, {}};
    for (const char trace : traces) {
      wanted.trace_ids.push_back(FakeXray::ids_of(trace));
    }
    source->want(wanted);
  }
  // Asks whenever something is due, for so long.
  std::vector<std::string> run(int ms) {
    std::vector<std::string> ids;
    const std::int64_t end_ms = xray.fake.clock.now().ms() + ms;
    while (xray.fake.clock.now().ms() < end_ms) {
      const auto due = source->due();
      if (!due || due->ms() >= end_ms) {
        xray.fake.clock.advance(milliseconds(end_ms - xray.fake.clock.now().ms()));
        break;
      }
      if (*due > xray.fake.clock.now()) {
        xray.fake.clock.advance(milliseconds(due->ms() - xray.fake.clock.now().ms() + 1));
      }
      const auto read = source->read_next();
      for (const model::Event& event : *read) {
        ids.push_back(event.id);
        events.push_back(event);
      }
    }
    return ids;
  }
  double through_s() const { return static_cast<double>(source->read_through().ms() - start.ms()) / 1000; }

  FakeXray xray;
  Timestamp start = xray.fake.clock.now();
  std::unique_ptr<XraySource> source;
  std::vector<model::Event> events;
};

std::string event_id(char trace, const std::string& segment) {
  return FakeXray::ids_of(trace).substr(6) + ":" + segment;
}

TEST_F(XraySourceTest, GivesSegmentsAndSubsegmentsAsEventsWithTheirIds) {
  make();
  xray.put('a', k_one, 0,
           R"("end_time":1790000001,"origin":"AWS::Lambda","aws":{"request_id":"r-1"},"subsegments":)"
           R"([{"id":"2222222222222222","name":"S3","namespace":"aws","start_time":1790000000.6,)"
           R"("end_time":1790000000.7}])");
  want("a");
  EXPECT_THAT(run(500), ElementsAre(event_id('a', k_one), event_id('a', k_two)));
  const model::Event& segment = events.at(0);
  EXPECT_EQ(segment.source, "xray");
  EXPECT_EQ(segment.kind, "span");
  EXPECT_EQ(segment.span, k_one);
  EXPECT_EQ(events.at(1).parent, k_one);
  EXPECT_THAT(segment.ids, Contains(FakeXray::ids_of('a')));
  EXPECT_THAT(segment.ids, Contains("lambda:r-1"));
}

TEST_F(XraySourceTest, GivesEachSegmentOnceAndThoseThatComeLater) {
  make();
  xray.put('a', k_one);
  xray.put('a', k_two, 5'000);
  want("a");
  EXPECT_THAT(run(4'000), ElementsAre(event_id('a', k_one)));
  EXPECT_THAT(run(4'000), ElementsAre(event_id('a', k_two)));
}

TEST_F(XraySourceTest, WaitsForASegmentThatIsInProgress) {
  make();
  xray.put('a', k_one, 0, R"("in_progress":true)");
  xray.put('a', k_one, 3'000);
  want("a");
  EXPECT_THAT(run(2'500), IsEmpty());
  EXPECT_EQ(source->read_through(), Timestamp{});  // it may yet say something
  EXPECT_THAT(run(2'500), ElementsAre(event_id('a', k_one)));
  EXPECT_GE(through_s(), 3.5);
}

TEST_F(XraySourceTest, GivesWhatNeverEndedWhenItsCaseCloses) {
  make();
  xray.put('a', k_one, 0, R"("in_progress":true)");
  xray.put('b', k_two, 0, R"("in_progress":true)");
  want("ab");
  EXPECT_THAT(run(2'500), IsEmpty());
  const auto held = source->held_back({FakeXray::ids_of('a')});
  ASSERT_EQ(held.size(), 1u);
  EXPECT_EQ(held[0].id, event_id('a', k_one) + ":open");
  EXPECT_THAT(held[0].payload.text, HasSubstr("in_progress"));
  EXPECT_THAT(source->held_back({FakeXray::ids_of('a')}), IsEmpty());
}

TEST_F(XraySourceTest, FollowsALinkToTheTraceThatAMessageSetOff) {
  make();
  xray.unlisted = {'c', 'd'};
  xray.put('a', k_one, 0,
           R"("end_time":1790000001,"links":[{"trace_id":")" + FakeXray::id_of('c') +
               R"(","attributes":{"aws.xray.reserved.reference_type":"child"}}])");
  xray.put('c', k_two, 0,
           R"("end_time":1790000001,"links":[{"trace_id":")" + FakeXray::id_of('d') +
               R"(","attributes":{"aws.xray.reserved.reference_type":"parent"}}])");
  xray.put('d', k_one);  // of another message of the batch
  want("a");
  EXPECT_THAT(run(3'000), ElementsAre(event_id('a', k_one), event_id('c', k_two)));
}

TEST_F(XraySourceTest, FindsATraceOfTheWindowThatNamesItsSender) {
  make();
  xray.put('c', k_two, 1'000,
           R"("end_time":1790000001,"links":[{"trace_id":")" + FakeXray::id_of('a') +
               R"(","attributes":{"aws.xray.reserved.reference_type":"parent"}}])");
  xray.put('e', k_one);  // a stranger
  want("a");
  EXPECT_THAT(run(6'000), ElementsAre(event_id('c', k_two)));
  EXPECT_GE(through_s(), 4);
}

TEST_F(XraySourceTest, ReadsPagesOfTracesAndOfTheirSegments) {
  make();
  xray.page_size = 1;
  for (const char trace : {'a', 'b', 'c'}) {
    xray.put(trace, k_one);
    xray.put(trace, k_two);
  }
  want("abc");
  EXPECT_EQ(run(6'000).size(), 6u);
}

TEST_F(XraySourceTest, AsksForFiveTracesAtOnceAtMost) {
  make();
  for (const char trace : std::string("abcdef0")) {
    xray.put(trace, k_one);
  }
  want("abcdef0");
  EXPECT_EQ(run(3'000).size(), 7u);  // FakeXray checks the number
}

TEST_F(XraySourceTest, ATraceThatIsNotThereIsReadAfterAWhile) {
  make();
  want("a");
  run(500);
  EXPECT_EQ(source->read_through(), Timestamp{});
  run(5'000);
  EXPECT_GE(through_s(), 3);
}

TEST_F(XraySourceTest, ANewTraceIsNotReadYet) {
  make();
  xray.put('a', k_one);
  want("a");
  run(2'000);
  EXPECT_GE(through_s(), 0.5);
  want("ab");
  EXPECT_EQ(source->read_through(), Timestamp{});
}

TEST_F(XraySourceTest, IsNotDueWhereNothingIsWanted) {
  make();
  EXPECT_FALSE(source->due());
  want("a");
  EXPECT_TRUE(source->due());
  source->want(std::nullopt);
  EXPECT_FALSE(source->due());
}

TEST_F(XraySourceTest, IsGivenUpWhereItIsNotAllowed) {
  make();
  xray.refusals["/Traces"] = {403, "AccessDeniedException"};
  want("a");
  run(2'000);
  ASSERT_TRUE(source->given_up());
  EXPECT_EQ(source->given_up()->code, "AccessDeniedException");
  EXPECT_EQ(source->given_up()->exit, ExitCode::Unreachable);
  EXPECT_FALSE(source->due());
}

TEST_F(XraySourceTest, DoesWithoutTheSearchWhereOnlyThatIsNotAllowed) {
  make();
  xray.refusals["/TraceSummaries"] = {403, "AccessDeniedException"};
  xray.put('a', k_one);
  want("a");
  EXPECT_THAT(run(3'000), ElementsAre(event_id('a', k_one)));
  EXPECT_FALSE(source->given_up());
  EXPECT_GE(through_s(), 1);
  EXPECT_THAT(xray.fake.logged, HasSubstr("not searched"));
}

TEST_F(XraySourceTest, BearsThrottlesAndErrorsThatMend) {
  make();
  xray.refusals["/Traces"] = {429, "ThrottledException"};
  xray.refusals["/TraceSummaries"] = {500, "InternalError"};
  xray.put('a', k_one);
  want("a");
  EXPECT_THAT(run(10'000), IsEmpty());
  EXPECT_FALSE(source->given_up());
  EXPECT_EQ(source->read_through(), Timestamp{});
  EXPECT_GT(source->cost().throttles, 0);
  xray.refusals.clear();
  EXPECT_THAT(run(10'000), ElementsAre(event_id('a', k_one)));
}

TEST_F(XraySourceTest, ReadsAWholeWindow) {
  make(XraySource::Reach::Everything);
  xray.page_size = 2;
  for (const char trace : std::string("abcdef")) {
    xray.put(trace, k_one);
  }
  want("");
  EXPECT_EQ(run(5'000).size(), 6u);
  EXPECT_GT(through_s(), 0);
  const int calls = xray.calls("/Traces");
  run(5'000);
  EXPECT_EQ(xray.calls("/Traces"), calls);  // what is whole is not asked for again
}

}  // namespace
}  // namespace itk::collect
