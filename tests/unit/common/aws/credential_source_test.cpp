#include "common/aws/credential_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "tests/support/fake_clock.h"

namespace itk::aws {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

struct Script {
  // Credentials called `id`, good for so long from now.
  void give(std::string id, std::chrono::milliseconds good_for) {
    Timestamp expiration = clock.now();
    expiration.ns += good_for.count() * 1'000'000;
    answers.push_back(Credentials{std::move(id), "s", "t", expiration});
  }
  void fail(std::string message) {
    answers.push_back(tl::make_unexpected(Error{ErrorClass::Auth, ExitCode::Refused, "c", std::move(message), {}, {}}));
  }
  std::string id() {
    const auto credentials = source.current();
    return credentials ? (*credentials)->access_key_id : "error: " + credentials.error().message;
  }

  test::FakeClock clock{parse_rfc3339("2026-11-20T08:00:00Z").value()};
  std::string logged;
  Logger log{"test", LogLevel::Info, [this](std::string_view line) { logged += line; }};
  std::deque<Result<Credentials>> answers;
  int asked = 0;
  CredentialSource source{[this] {
                            ++asked;
                            Result<Credentials> next = answers.front();
                            answers.pop_front();
                            return next;
                          },
                          clock, log};
};

TEST(CredentialSource, LoadsOnceAndNotBeforeItIsAsked) {
  Script script;
  script.give("A", minutes(60));
  EXPECT_EQ(script.asked, 0);
  EXPECT_EQ(script.id(), "A");
  script.clock.advance(minutes(45) - seconds(1));
  EXPECT_EQ(script.id(), "A");
  EXPECT_EQ(script.asked, 1);
}

TEST(CredentialSource, AFailureIsTriedAgainByTheNextCall) {
  Script script;
  script.fail("no");
  script.give("A", minutes(60));
  EXPECT_EQ(script.id(), "error: no");
  EXPECT_EQ(script.id(), "A");
}

TEST(CredentialSource, RenewsAQuarterOfAnHourBeforeExpiry) {
  Script script;
  script.give("A", minutes(60));
  script.id();
  script.clock.advance(minutes(45));
  script.give("B", minutes(60));
  EXPECT_EQ(script.id(), "B");
  EXPECT_EQ(script.asked, 2);
}

TEST(CredentialSource, KeepsTheOldOnesWhereRenewalFailsInTimeAndTriesOnceAMinute) {
  Script script;
  script.give("A", minutes(60));
  script.id();
  script.clock.advance(minutes(46));
  script.fail("busy");
  EXPECT_EQ(script.id(), "A");
  EXPECT_THAT(script.logged, HasSubstr("expire at 2026-11-20T09:00:00.000Z and cannot be renewed, trying again in a "
                                       "minute: busy"));
  EXPECT_EQ(script.id(), "A");
  EXPECT_EQ(script.asked, 2);
  script.clock.advance(minutes(1));
  script.give("B", minutes(60));
  EXPECT_EQ(script.id(), "B");
}

TEST(CredentialSource, TenMinutesBeforeExpiryAFailureIsAnError) {
  Script script;
  script.give("A", minutes(60));
  script.id();
  script.clock.advance(minutes(50));
  script.fail("busy");
  EXPECT_EQ(script.id(), "error: the AWS credentials expire at 2026-11-20T09:00:00.000Z and cannot be renewed: busy");
  script.give("B", minutes(60));
  EXPECT_EQ(script.id(), "B");
}

TEST(CredentialSource, ASourceOfShortLivedCredentialsIsAskedOnceAMinute) {
  Script script;
  script.give("A", minutes(5));
  EXPECT_EQ(script.id(), "A");
  EXPECT_EQ(script.id(), "A");
  EXPECT_EQ(script.asked, 1);
  script.clock.advance(minutes(1));
  script.give("B", minutes(5));
  EXPECT_EQ(script.id(), "B");
}

TEST(CredentialSource, WhatHasExpiredByOurClockIsUsedWithAWarning) {
  Script script;
  script.give("A", minutes(-5));
  EXPECT_EQ(script.id(), "A");
  EXPECT_THAT(script.logged, HasSubstr("expired at 2026-11-20T07:55:00.000Z, by this machine's clock"));
}

TEST(CredentialSource, WithoutExpiryNothingIsRenewed) {
  Script script;
  script.answers.push_back(Credentials{"A", "s", "", {}});
  script.id();
  script.clock.advance(std::chrono::hours(10'000));
  EXPECT_EQ(script.id(), "A");
  CredentialSource fixed(Credentials{"F", "s", "t", Timestamp{0}});
  EXPECT_EQ((*fixed.current())->access_key_id, "F");
  EXPECT_FALSE(fixed.renew().value());
}

TEST(CredentialSource, SaysWhetherRenewedOnesAreOthers) {
  Script script;
  script.give("A", minutes(60));
  script.id();
  script.give("A", minutes(60));
  EXPECT_FALSE(script.source.renew().value());
  script.give("B", minutes(60));
  EXPECT_TRUE(script.source.renew().value());
  script.fail("no");
  EXPECT_FALSE(script.source.renew());
  EXPECT_EQ(script.id(), "B");
}

}  // namespace
}  // namespace itk::aws
