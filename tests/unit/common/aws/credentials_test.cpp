#include "common/aws/credentials.h"

#include <gtest/gtest.h>

#include "tests/unit/common/aws/credentials_fixture.h"

namespace itk::aws {
namespace {

using ::testing::HasSubstr;

class CredentialsTest : public CredentialsFixture {};

TEST_F(CredentialsTest, ComeFromTheEnvironment) {
  set_environment_keys();
  environment.set("AWS_SESSION_TOKEN", "token");
  environment.set("AWS_CREDENTIAL_EXPIRATION", "2026-11-20T09:00:00Z");
  const auto credentials = load();
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->access_key_id, "AKIDENV");
  EXPECT_EQ(credentials->secret_access_key, "env-secret");
  EXPECT_EQ(credentials->session_token, "token");
  EXPECT_EQ(credentials->expiration, parse_rfc3339("2026-11-20T09:00:00Z").value());
}

TEST_F(CredentialsTest, ComeFromTheCredentialsFileBeforeTheConfigFile) {
  write_config("[default]\naws_access_key_id = AKIDCONFIG\naws_secret_access_key = c\n");
  EXPECT_EQ(load()->access_key_id, "AKIDCONFIG");
  write_credentials("[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = f\naws_session_token = t\n");
  EXPECT_EQ(load()->access_key_id, "AKIDFILE");
  EXPECT_EQ(load()->session_token, "t");
}

TEST_F(CredentialsTest, TheEnvironmentBeatsTheDefaultProfile) {
  write_credentials("[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = f\n");
  set_environment_keys();
  EXPECT_EQ(load()->access_key_id, "AKIDENV");
  EXPECT_EQ(logged.find("warning"), std::string::npos);
}

TEST_F(CredentialsTest, AnExplicitProfileBeatsTheEnvironment) {
  write_credentials("[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = d\n");
  set_environment_keys();
  options.profile = "dev";
  EXPECT_EQ(load()->access_key_id, "AKIDDEV");
}

TEST_F(CredentialsTest, TheEnvironmentBeatsAWS_PROFILEWithAWarning) {
  write_credentials("[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = d\n");
  environment.set("AWS_PROFILE", "dev");
  EXPECT_EQ(load()->access_key_id, "AKIDDEV");
  set_environment_keys();
  EXPECT_EQ(load()->access_key_id, "AKIDENV");
  EXPECT_NE(logged.find("wins over AWS_PROFILE=dev"), std::string::npos);
}

TEST_F(CredentialsTest, AKeyWithoutItsSecretIsAnError) {
  environment.set("AWS_ACCESS_KEY_ID", "AKIDENV");
  EXPECT_EQ(error().message, "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both, or neither");
  environment.set("AWS_ACCESS_KEY_ID", "");
  environment.set("AWS_SECRET_ACCESS_KEY", "s");
  EXPECT_EQ(error().code, "partial_credentials");
  environment.set("AWS_SECRET_ACCESS_KEY", "");
  write_credentials("\n[default]\naws_access_key_id = AKIDFILE\n");
  EXPECT_EQ(error().message,
            (home / ".aws/credentials") + ":2: [default] has aws_access_key_id but no aws_secret_access_key");
}

TEST_F(CredentialsTest, NoneAtAllIsRefusedAndSaysWhatWasLookedAt) {
  const Error e = error();
  EXPECT_EQ(e.code, "no_credentials");
  EXPECT_EQ(e.error_class, ErrorClass::Auth);
  EXPECT_EQ(e.exit, ExitCode::Refused);
  for (const std::string& looked_at : {std::string("AWS_ACCESS_KEY_ID"), std::string("\"default\""),
                                       home / ".aws/credentials", home / ".aws/config"}) {
    EXPECT_NE(e.message.find(looked_at), std::string::npos) << looked_at;
  }
}

TEST_F(CredentialsTest, AConsoleLoginIsNotReadAndSaysWhatToDo) {
  write_config("[profile dev]\nlogin_session = arn:aws:iam::1:user/u\n");
  options.profile = "dev";
  const Error e = error();
  EXPECT_EQ(e.code, "unsupported_credentials");
  EXPECT_EQ(e.exit, ExitCode::Refused);
  EXPECT_THAT(e.message, HasSubstr("aws configure export-credentials --profile dev"));
}

// Each line takes one source away, from the strongest to the weakest.
TEST_F(CredentialsTest, SourcesAreAskedInTheOrderOfPythonsSdk) {
  const std::string keys = "aws_access_key_id = AKIDFILE\naws_secret_access_key = s\n";
  const std::string process = "credential_process = /bin/echo "
                              "'{\"Version\":1,\"AccessKeyId\":\"AKIDPROC\",\"SecretAccessKey\":\"s\"}'\n";
  const std::string in_config = "aws_access_key_id = AKIDCONFIG\naws_secret_access_key = s\n";
  set_environment_keys();
  environment.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c");
  environment.set("ACTIONS_ID_TOKEN_REQUEST_URL", "https://oidc.test/t?x=1");
  environment.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "bearer");
  environment.set("AWS_ROLE_ARN", "arn:aws:iam::1:role/gh");
  write("token", "jwt");
  write_credentials("[default]\n" + keys);
  write_config("[default]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = default\n" + process + in_config);
  EXPECT_EQ(loaded_id(), "AKIDENV");

  environment.set("AWS_ACCESS_KEY_ID", "");
  environment.set("AWS_SECRET_ACCESS_KEY", "");
  environment.set("AWS_WEB_IDENTITY_TOKEN_FILE", home / "token");
  answer_role("ROLE");
  EXPECT_EQ(loaded_id(), "ASIAROLE");
  EXPECT_THAT(transport.requests.back().body, HasSubstr("Action=AssumeRole&"));

  write_config("[default]\n" + process + in_config);
  answer_role("WEB");
  EXPECT_EQ(loaded_id(), "ASIAWEB");

  environment.set("AWS_WEB_IDENTITY_TOKEN_FILE", "");
  write_config("[default]\nsso_account_id = 1\n" + process + in_config);
  EXPECT_THAT(loaded_id(), HasSubstr("SSO wants"));

  write_config("[default]\n" + process + in_config);
  EXPECT_EQ(loaded_id(), "AKIDFILE");
  write_credentials("");
  EXPECT_EQ(loaded_id(), "AKIDPROC");
  write_config("[default]\n" + in_config);
  EXPECT_EQ(loaded_id(), "AKIDCONFIG");

  write_config("");
  transport.answer(200, R"({"value":"jwt"})");
  answer_role("GITHUB");
  EXPECT_EQ(loaded_id(), "ASIAGITHUB");

  environment.set("AWS_ROLE_ARN", "");
  transport.answer(
      200, R"({"AccessKeyId":"ASIACONT","SecretAccessKey":"s","Token":"t","Expiration":"2026-09-21T15:00:00Z"})");
  EXPECT_EQ(loaded_id(), "ASIACONT");
}

TEST_F(CredentialsTest, KeysInVariablesAndFilesNeedNoNetwork) {
  set_environment_keys();
  EXPECT_EQ(loaded_id(), "AKIDENV");
  environment.set("AWS_ACCESS_KEY_ID", "");
  environment.set("AWS_SECRET_ACCESS_KEY", "");
  write_credentials("[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = f\n");
  EXPECT_EQ(loaded_id(), "AKIDFILE");
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(CredentialsTest, ASourceIsAskedAgainForARunAndReadsTheFilesAsTheyAreThen) {
  write_credentials("[default]\naws_access_key_id = ASIAOLD\naws_secret_access_key = f\naws_session_token = t\n");
  config = load_config(environment, options).value();
  const auto source = make_credential_source(config, transport, clock, log, environment);
  EXPECT_EQ((*source->current())->access_key_id, "ASIAOLD");
  EXPECT_FALSE(source->renew().value());
  write_credentials("[default]\naws_access_key_id = ASIANEW\naws_secret_access_key = f\naws_session_token = t\n");
  EXPECT_TRUE(source->renew().value());
  EXPECT_EQ((*source->current())->access_key_id, "ASIANEW");
  write_credentials("");
  const auto gone = source->renew();
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().message, "the credentials file gives no AWS credentials any more");
}

TEST_F(CredentialsTest, MessagesNeverHoldASecret) {
  write_credentials("[default]\naws_secret_access_key = hunter2\n");
  EXPECT_EQ(error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace itk::aws
