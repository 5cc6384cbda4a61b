#include "itk-invoke/fetched_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/itk-invoke/fake_account.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(FetchedValues, EachIsAskedForOnce) {
  FakeAccount account;
  account.on("GetParameter", R"({"Parameter":{"Value":"canary-1"}})");
  account.on("GetSecretValue", R"({"SecretString":"canary-2"})");
  AwsAccess aws = account.access();
  FetchedValues values(aws);
  EXPECT_TRUE(values.fetch_all({"ssm:/app/key", "secret:app", "ssm:/app/key"}));
  EXPECT_EQ(values.fetch_value("secret:app"), "canary-2");
  EXPECT_EQ(account.asked.size(), 2U);
  EXPECT_EQ(values.values().at("ssm:/app/key"), "canary-1");
  EXPECT_THAT(account.logged, Not(HasSubstr("canary-")));
}

TEST(FetchedValues, AnArnTellsTheRegion) {
  FakeAccount account;
  account.on("GetSecretValue", R"({"SecretString":"v"})");
  AwsAccess aws = account.access();
  FetchedValues values(aws);
  EXPECT_TRUE(values.fetch_value("secret:arn:aws:secretsmanager:eu-west-1:123456789012:secret:app-AbCdEf"));
  EXPECT_THAT(account.asked.at(0), HasSubstr("https://secretsmanager.eu-west-1.amazonaws.com/"));
}

TEST(FetchedValues, AnErrorNamesTheReference) {
  FakeAccount account;
  account.deny("GetParameter", "ssm:GetParameter");
  AwsAccess aws = account.access();
  FetchedValues values(aws);
  const auto denied = values.fetch_value("ssm:/app/key");
  EXPECT_EQ(denied.error().exit, ExitCode::Refused);
  EXPECT_THAT(denied.error().message, HasSubstr("${ssm:/app/key}: ssm: AccessDeniedException"));
  for (const char* bad : {"", "ssm:", "secret:", "env:X", "ssm"}) {
    EXPECT_EQ(values.fetch_value(bad).error().code, "bad_reference") << bad;
  }
}

}  // namespace
}  // namespace itk::invoke
