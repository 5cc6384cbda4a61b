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
  fake.transport.answer(403,
                        "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>expired</Message></Error>"
                        "<RequestId>r-8</RequestId></ErrorResponse>");
  const auto identity = get_caller_identity(fake.client);
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().exit, ExitCode::Refused);
  EXPECT_EQ(identity.error().request_id, "r-8");
}

}  // namespace
}  // namespace itk::aws
