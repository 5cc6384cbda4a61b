#include "tests/unit/common/aws/credentials_fixture.h"

namespace itk::aws {
namespace {

using ::testing::HasSubstr;

class WebIdentity : public CredentialsFixture {
 protected:
  WebIdentity() { write("token", "jwt.of.pod\n"); }
  void set_variables() {
    environment.set("AWS_WEB_IDENTITY_TOKEN_FILE", home / "token");
    environment.set("AWS_ROLE_ARN", "arn:aws:iam::1:role/pod");
  }
};

TEST_F(WebIdentity, IsACallWithoutSignature) {
  set_variables();
  environment.set("AWS_ROLE_SESSION_NAME", "pod-1");
  answer_role("POD");
  EXPECT_EQ(loaded_id(), "ASIAPOD");
  EXPECT_EQ(transport.requests.at(0).url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_EQ(transport.requests.at(0).body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fpod"
            "&RoleSessionName=pod-1&WebIdentityToken=jwt.of.pod");
  EXPECT_EQ(header(0, "Authorization"), "(absent)");
  EXPECT_EQ(header(0, "X-Amz-Date"), "(absent)");
}

TEST_F(WebIdentity, MayStandInAProfile) {
  write_config("[profile dev]\nrole_arn = r\nrole_session_name = s-1\nweb_identity_token_file = " + (home / "token") +
               "\n");
  options.profile = "dev";
  answer_role("DEV");
  EXPECT_EQ(loaded_id(), "ASIADEV");
  EXPECT_THAT(transport.requests.at(0).body, HasSubstr("RoleArn=r&RoleSessionName=s-1&"));
}

TEST_F(WebIdentity, VariablesBeatTheProfileUnlessItWasNamedByFlag) {
  set_variables();
  write_config("[default]\nrole_arn = r\nweb_identity_token_file = " + (home / "token") + "\n");
  answer_role("A");
  ASSERT_TRUE(load());
  EXPECT_THAT(transport.requests.at(0).body, HasSubstr("role%2Fpod"));
  options.profile = "default";
  answer_role("B");
  ASSERT_TRUE(load());
  EXPECT_THAT(transport.requests.at(1).body, HasSubstr("RoleArn=r&"));
}

TEST_F(WebIdentity, TheFileIsReadAgainWhenCredentialsAreRenewed) {
  set_variables();
  config = load_config(environment, options).value();
  const auto source = make_credential_source(config, transport, clock, log, environment);
  answer_role("ONE");
  ASSERT_TRUE(source->current());
  write("token", "jwt.2");
  answer_role("TWO");
  clock.advance(std::chrono::minutes(46));
  EXPECT_EQ((*source->current())->access_key_id, "ASIATWO");
  EXPECT_THAT(transport.requests.at(1).body, HasSubstr("WebIdentityToken=jwt.2"));
}

TEST_F(WebIdentity, TriesAgainWhereTheProviderCouldNotBeAsked) {
  set_variables();
  transport.answer(400, "<E><Error><Code>IDPCommunicationError</Code><Message>m</Message></Error></E>");
  answer_role("POD");
  EXPECT_EQ(loaded_id(), "ASIAPOD");
}

TEST_F(WebIdentity, WithoutRoleOrFileIsAnError) {
  set_variables();
  environment.set("AWS_ROLE_ARN", "");
  EXPECT_THAT(error().message, HasSubstr("no role to assume with it: set AWS_ROLE_ARN"));
  set_variables();
  environment.set("AWS_WEB_IDENTITY_TOKEN_FILE", home / "absent");
  EXPECT_THAT(error().message, HasSubstr(home / "absent"));
  EXPECT_EQ(error().exit, ExitCode::Refused);
}

class GitHub : public CredentialsFixture {
 protected:
  GitHub() {
    environment.set("ACTIONS_ID_TOKEN_REQUEST_URL", "https://oidc.test/token?api-version=2");
    environment.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "bearer-1");
  }
};

TEST_F(GitHub, ExchangesTheJobsTokenForARole) {
  environment.set("AWS_ROLE_ARN", "arn:gh");
  transport.answer(200, R"({"count":1,"value":"jwt.of.job"})");
  answer_role("GH");
  EXPECT_EQ(loaded_id(), "ASIAGH");
  EXPECT_EQ(transport.requests.at(0).method, "GET");
  EXPECT_EQ(transport.requests.at(0).url, "https://oidc.test/token?api-version=2&audience=sts.amazonaws.com");
  EXPECT_EQ(header(0, "Authorization"), "bearer bearer-1");
  EXPECT_THAT(transport.requests.at(1).body, HasSubstr("WebIdentityToken=jwt.of.job"));
  EXPECT_EQ(header(1, "Authorization"), "(absent)");
}

TEST_F(GitHub, IsLeftAloneWithoutARole) {
  EXPECT_EQ(error().code, "no_credentials");
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(GitHub, SaysWhatWentWrong) {
  environment.set("AWS_ROLE_ARN", "arn:gh");
  transport.answer(403, "secret text");
  EXPECT_EQ(error().message, "GitHub's OIDC token: it answered with status 403");
  transport.answer(200, R"({"count":0})");
  EXPECT_EQ(error().message, "GitHub's OIDC token: it has no value");
}

}  // namespace
}  // namespace itk::aws
