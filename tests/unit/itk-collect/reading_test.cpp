// How log groups are read: pages, repetitions, errors, quotas.
#include <gmock/gmock.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Reading, PagesMayBeEmptyWhileATokenIsThere) {
  Scene scene;
  scene.source.begins_with_empty_page = true;
  scene.source.page_size = 2;
  scene.work("A", 500);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.events, SizeIs(5));
}

TEST(Reading, EachEventComesOutOnceHoweverOftenItIsFound) {
  Scene scene;
  scene.work("A", 500);
  scene.source.groups[k_group].push_back(scene.source.groups[k_group].front());
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_THAT(out.events, SizeIs(5));
  std::set<std::string> ids;
  for (const model::Event& event : out.events) {
    EXPECT_TRUE(ids.insert(event.id).second);
  }
}

TEST(Reading, LateAndOutOfOrderIngestionIsFoundBehindTheCursor) {
  Scene scene;
  scene.work("A", 500, k_request, k_group, "s", false);
  scene.line(20'000, "unrelated", 100, k_group, "other");
  // Ingested 12 s late, behind events that were read already.
  scene.line(600, "REPORT RequestId: " + std::string(k_request) + "\tDuration: 100.00 ms\t\n", 12'000, k_group, "s");
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_TRUE(out.collections.at("A").complete) << out.log;
  EXPECT_GE(scene.elapsed_s(), 14.6);
}

TEST(Reading, ThrottlingSlowsDownAndLosesNothing) {
  Scene scene;
  scene.source.errors[k_group] =
      Error{ErrorClass::Quota, ExitCode::Unreachable, "ThrottlingException", "Rate exceeded", "logs", "r"};
  scene.source.failures_left = 5;
  scene.work("A", 500);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_EQ(out.collections.at("A").throttles, 5);
}

TEST(Reading, AMissingLogGroupMakesItsCasesIncompleteAndNoOthers) {
  Scene scene;
  scene.source.errors["/aws/lambda/typo"] =
      Error{ErrorClass::Validation, ExitCode::Usage, "ResourceNotFoundException", "does not exist", "logs", "r-1"};
  scene.work("A", 500);
  const auto cases = std::vector{std::pair(scene.invocation("A"), scene.answer("A")),
                                 std::pair(scene.invocation("B", {"/aws/lambda/typo"}), scene.answer("B"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_EQ(out.exit, ExitCode::Incomplete) << out.log;
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_FALSE(out.collections.at("B").complete);
  EXPECT_THAT(out.collections.at("B").reason, HasSubstr("/aws/lambda/typo"));
}

TEST(Reading, ALogGroupThatItsFirstLineCreatesIsWaitedFor) {
  Scene scene;
  scene.source.errors[k_group] =
      Error{ErrorClass::Validation, ExitCode::Usage, "ResourceNotFoundException", "none", "logs", "r"};
  scene.source.failures_left = 4;
  scene.work("A", 500);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
}

TEST(Reading, ARefusedLogGroupIsAnErrorOfItsCase) {
  Scene scene;
  scene.source.errors["/secret"] =
      Error{ErrorClass::Auth, ExitCode::Refused, "AccessDeniedException", "not authorized", "logs", "r-1"};
  scene.work("A", 500);
  const auto cases = std::vector{std::pair(scene.invocation("A", {k_group, "/secret"}), scene.answer("A"))};
  const Outcome out = scene.run(scene.input_of(cases));
  EXPECT_EQ(out.exit, ExitCode::Unreachable);
  ASSERT_THAT(out.errors, SizeIs(1));
  EXPECT_EQ(out.errors[0].inv, "A");
  EXPECT_EQ(out.errors[0].request_id, "r-1");
  EXPECT_FALSE(out.collections.at("A").complete);
  EXPECT_EQ(out.collections.at("A").events, 5);  // what the other group has is there
  EXPECT_LE(scene.elapsed_s(), 5);
}

TEST(Reading, AnEndpointThatDiesIsGivenUpAfterItsPatience) {
  Scene scene;
  scene.work("A", 500, k_request, k_group, "s", false);
  scene.options.deadline_s = 300;
  scene.source.on_fetch = [&](std::size_t calls) {
    if (calls == 5) {
      scene.source.errors[k_group] =
          Error{ErrorClass::Transient, ExitCode::Unreachable, "connect_failed", "connection refused", "logs", ""};
    }
  };
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Unreachable);
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("connection refused"));
  EXPECT_THAT(out.errors, SizeIs(1));
  EXPECT_LE(scene.elapsed_s(), 40);
}

TEST(Reading, AnEndpointThatIsDeadAtTheDeadlineIsTheReason) {
  Scene scene;
  scene.work("A", 500);
  scene.options.deadline_s = 8;
  scene.source.on_fetch = [&](std::size_t calls) {
    if (calls == 4) {
      scene.source.errors[k_group] =
          Error{ErrorClass::Transient, ExitCode::Unreachable, "connect_failed", "connection refused", "logs", ""};
    }
  };
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Unreachable);
  EXPECT_FALSE(out.collections.at("A").complete);
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("/aws/lambda/orders could not be read: connection refused"));
  ASSERT_THAT(out.errors, SizeIs(1));
  EXPECT_EQ(out.errors[0].inv, "A");
}

TEST(Reading, WithoutCredentialsEveryCaseSaysSo) {
  Scene scene;
  scene.no_source = Error{ErrorClass::Auth, ExitCode::Refused, "no_credentials", "no credentials", "", ""};
  const Outcome out = scene.run(scene.input_for({"A", "B"}));
  EXPECT_EQ(out.exit, ExitCode::Refused);
  EXPECT_THAT(out.errors, SizeIs(1));
  EXPECT_EQ(out.collections.at("A").reason, "no credentials");
  EXPECT_EQ(out.collections.at("B").reason, "no credentials");
}

TEST(Reading, CasesShareOneTailPerLogGroup) {
  Scene scene;
  std::vector<std::string> invs;
  for (int i = 0; i < 40; ++i) {
    const std::string inv = "I" + std::to_string(i);
    invs.push_back(inv);
    scene.work(inv, 500 + i, "0000" + std::to_string(1000 + i) + "-1111-4697-b07a-ac58fc914c95", k_group,
               "stream " + inv);
  }
  const Outcome out = scene.run(scene.input_for(invs));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.collections, SizeIs(40));
  for (const std::string& inv : invs) {
    EXPECT_THAT(out.texts(inv), SizeIs(5)) << inv;
  }
  EXPECT_LE(scene.source.queries.size(), 20u);
}

TEST(Reading, WideWindowsAreSplit) {
  Scene scene;
  scene.work("A", 500);
  scene.clock.advance(std::chrono::hours(24));
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / ".env", "ITK_LOG_QUERY_WINDOW_SECONDS=10\n"));
  scene.options.env_file = dir / ".env";
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  EXPECT_THAT(out.events, SizeIs(5));
  for (const LogQuery& query : scene.source.queries) {
    ASSERT_TRUE(query.end);
    EXPECT_LE(milliseconds_between(query.start, *query.end), 10'000);
  }
}

TEST(Reading, CallsKeepToTheirRate) {
  Scene scene;
  scene.options.rate = 2;
  scene.work("A", 500);
  const auto cases = std::vector{std::pair(scene.invocation("A", {k_group, "/b", "/c", "/d"}), scene.answer("A"))};
  scene.run(scene.input_of(cases));
  EXPECT_LE(static_cast<double>(scene.source.queries.size()), 2 * scene.elapsed_s() + 2);
}

}  // namespace
}  // namespace itk::collect
