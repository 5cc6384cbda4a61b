#include "common/aws/sts.h"

#include <gtest/gtest.h>

#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;

constexpr char k_answer[] =
    R"(<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>)"
    R"(<Arn>arn:aws:sts::123456789012:assumed-role/ci/s</Arn><UserId>AROA:s</UserId><Account>123456789012</Account>)"
    R"(</GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>)";

TEST(GetCallerIdentity, IsTheRequestThatSdksSend) {
  FakeClient fake(Service::Sts);
  fake.transport.answer(200, k_answer);
  ASSERT_TRUE(get_caller_identity(fake.client));
  const HttpRequest& sent = fake.transport.requests.at(0);
  EXPECT_EQ(sent.body, "Action=GetCallerIdentity&Version=2011-06-15");
  EXPECT_EQ(find_header(sent.headers, "Content-Type"), "application/x-www-form-urlencoded; charset=utf-8");
  EXPECT_NE(find_header(sent.headers, "Authorization")
                ->find("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"),
            std::string_view::npos);
}

TEST(GetCallerIdentity, ReadsTheAnswer) {
  FakeClient fake(Service::Sts);
  fake.transport.answer(200, k_answer);
  const auto identity = get_caller_identity(fake.client);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->account, "123456789012");
  EXPECT_EQ(identity->arn, "arn:aws:sts::123456789012:assumed-role/ci/s");
  EXPECT_EQ(identity->user_id, "AROA:s");
}

TEST(GetCallerIdentity, EveryTruncatedAnswerIsAnError) {
  const std::string body = k_answer;
  for (std::size_t n = 0; n < body.size(); ++n) {
    FakeClient fake(Service::Sts);
    fake.transport.answer(200, body.substr(0, n));
    ASSERT_FALSE(get_caller_identity(fake.client)) << n;
  }
}

TEST(GetCallerIdentity, AnExpiredTokenIsRefused) {
  FakeClient fake(Service::Sts);
  fake.transport.answer(403, "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>expired</Message></Error>"
                             "<RequestId>r-8</RequestId></ErrorResponse>");
  const auto identity = get_caller_identity(fake.client);
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().exit, ExitCode::Refused);
  EXPECT_EQ(identity.error().request_id, "r-8");
}

constexpr char k_role_answer[] =
    R"(<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>)"
    R"(<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>canary-secret</SecretAccessKey>)"
    R"(<SessionToken>canary-token</SessionToken><Expiration>2026-11-20T09:00:00.123Z</Expiration></Credentials>)"
    R"(</AssumeRoleResult></AssumeRoleResponse>)";

TEST(AssumeRole, ReadsTheCredentials) {
  FakeClient fake(Service::Sts);
  fake.transport.answer(200, k_role_answer);
  const auto credentials = assume_role(fake.client, {.role_arn = "r", .session_name = "s"});
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->access_key_id, "ASIAROLE");
  EXPECT_EQ(credentials->secret_access_key, "canary-secret");
  EXPECT_EQ(credentials->session_token, "canary-token");
  EXPECT_EQ(credentials->expiration, parse_rfc3339("2026-11-20T09:00:00.123Z").value());
}

TEST(AssumeRole, EveryTruncatedAnswerIsAnErrorWithoutTheSecrets) {
  const std::string body = k_role_answer;
  for (std::size_t n = 0; n < body.size(); ++n) {
    FakeClient fake(Service::Sts);
    fake.transport.answer(200, body.substr(0, n));
    const auto credentials = assume_role(fake.client, {.role_arn = "r", .session_name = "s"});
    ASSERT_FALSE(credentials) << n;
    ASSERT_EQ(credentials.error().message.find("canary"), std::string::npos) << n;
  }
}

TEST(AssumeRoleWithWebIdentity, HidesTheTokenThatAnAnswerQuotes) {
  FakeClient fake(Service::Sts);
  fake.transport.answer(
      400, "<E><Error><Code>InvalidIdentityToken</Code><Message>a+b/jwt, a%2Bb%2Fjwt</Message></Error></E>");
  const auto credentials =
      assume_role_with_web_identity(fake.client, {.role_arn = "r", .session_name = "s"}, "a+b/jwt");
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().message, "sts: InvalidIdentityToken: (hidden), (hidden)");
}

}  // namespace
}  // namespace itk::aws
