#include "itk-invoke/doctor_help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

redact::Redactor make_redactor() {
  redact::Options options;
  options.key = "a key that is long enough for a test";
  return std::move(redact::make_redactor(options)).value();
}

TEST(HelpReport, HoldsWhatHelpersNeedAndNoSecret) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / ".env",
                         "ITK_SQS_QUEUE_URL=https://q/1/orders\nITK_REDACT_KEY=canary-redact-key\n"
                         "AWS_SECRET_ACCESS_KEY=canary-of-dotenv\nDATABASE_URL=postgres://u:canary-pw@h/d\n"
                         "ITK_RESOLVER_CMD='resolve --token canary-resolver'\nITK_LOG_GROUPS=canary-session-token\n"));
  const Environment environment({{"AWS_SESSION_TOKEN", "canary-session-token"}, {"HOME", "/home/u"}});
  Examination examination;
  examination.account = "123456789012";
  examination.checks = {{"credentials", Mark::Bad, "signature over canary-session-token refused"}};
  redact::Redactor redactor = make_redactor();
  const std::string report = help_report({"itk run --case a.yaml",
                                          "sqs: refused canary-of-dotenv AKIAIOSFODNN7EXAMPLE\n```\n"
                                          "nobody knows canary@customers.example\n",
                                          dir / ".env",
                                          {"Linux 6"}},
                                         examination, environment, redactor, Timestamp::from_s(1'790'000'000));
  EXPECT_THAT(report, HasSubstr("ITK_SQS_QUEUE_URL=https://q/1/orders\n"));
  EXPECT_THAT(report, HasSubstr("AWS_SECRET_ACCESS_KEY=(set, not shown)\n"));
  EXPECT_THAT(report, HasSubstr("itk run --case a.yaml"));
  EXPECT_THAT(report, HasSubstr("account 123456789012, region unknown"));
  EXPECT_THAT(report, HasSubstr("````\nsqs: refused (hidden) (hidden)\n```\nnobody knows <email:"));
  EXPECT_THAT(report, Not(HasSubstr("canary")));
}

TEST(HelpReport, WithoutEnvFileSaysSo) {
  redact::Redactor redactor = make_redactor();
  const std::string report = help_report({}, {}, {}, redactor, Timestamp::from_s(1'790'000'000));
  EXPECT_THAT(report, HasSubstr("## .env\n\nThere is none.\n"));
  EXPECT_THAT(report, Not(HasSubstr("## Command")));
}

}  // namespace
}  // namespace itk::invoke
