#include "common/redact/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace itk::redact {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SecretsOfEnvironment, AreThoseWhoseNameSaysSo) {
  const Environment environment({{"AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI"},
                                 {"AWS_SESSION_TOKEN", "session-token"},
                                 {"DB_PASSWORD", "hunter2-long"},
                                 {"DATABASE_URL", "postgres://app:url-password@db/orders"},
                                 {"HOME", "/home/somebody"},
                                 {"GREETING", "hello world"}});
  EXPECT_THAT(secrets_of(environment), ElementsAre("hunter2-long", "session-token", "url-password", "wJalrXUtnFEMI"));
}

TEST(SecretsOfEnvironment, LeaveOutWhatWouldTurnUpByChance) {
  const Environment environment({{"A_TOKEN", "short"},
                                 {"B_PASSWORD", "password"},
                                 {"C_TOKEN", "disabled"},
                                 {"D_SECRET", "REPLACE_ME"},
                                 {"E_TOKEN", "/run/secrets/token"},
                                 {"F_SECRET", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a"}});
  EXPECT_THAT(secrets_of(environment), IsEmpty());
}

TEST(SplitPatterns, CommasInsideAPatternBelongToIt) {
  EXPECT_THAT(split_patterns("a{2,4}, [,;]x ,(a,b),\\,y,,"), ElementsAre("a{2,4}", "[,;]x", "(a,b)", "\\,y"));
  EXPECT_THAT(split_patterns(""), IsEmpty());
}

}  // namespace
}  // namespace itk::redact
