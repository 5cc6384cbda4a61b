#include "common/aws/credentials.h"

#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::aws {
namespace {

class CredentialsTest : public ::testing::Test {
 protected:
  CredentialsTest() {
    environment.set("HOME", home.path());
    environment.set("AWS_REGION", "eu-west-1");
    std::filesystem::create_directories(home / ".aws");
  }
  void write_config(std::string_view text) { ASSERT_TRUE(write_file(home / ".aws/config", text)); }
  void write_credentials(std::string_view text) { ASSERT_TRUE(write_file(home / ".aws/credentials", text)); }
  void set_environment_keys() {
    environment.set("AWS_ACCESS_KEY_ID", "AKIDENV");
    environment.set("AWS_SECRET_ACCESS_KEY", "env-secret");
  }

  Result<Credentials> load() {
    const auto config = load_config(environment, options);
    EXPECT_TRUE(config) << config.error().message;
    return load_credentials(environment, *config, log);
  }
  Error error() {
    const auto credentials = load();
    EXPECT_FALSE(credentials);
    return credentials ? Error{} : credentials.error();
  }

  test::TempDir home;
  Environment environment;
  ConfigOptions options;
  std::string logged;
  Logger log{"test", LogLevel::Info, [this](std::string_view line) { logged += line; }};
};

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
  write_credentials(
      "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = f\naws_session_token = t\n");
  EXPECT_EQ(load()->access_key_id, "AKIDFILE");
  EXPECT_EQ(load()->session_token, "t");
}

TEST_F(CredentialsTest, TheEnvironmentBeatsTheDefaultProfile) {
  write_credentials("[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = f\n");
  set_environment_keys();
  EXPECT_EQ(load()->access_key_id, "AKIDENV");
  EXPECT_EQ(logged, "");
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
  EXPECT_EQ(error().message,
            "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both, or neither");
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

TEST_F(CredentialsTest, AKindOfProfileThatIsNotReadIsNamed) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"role_arn = arn:aws:iam::1:role/r\nsource_profile = base", "an assumed role (role_arn)"},
      {"web_identity_token_file = /t\nrole_arn = r", "a web identity (web_identity_token_file)"},
      {"sso_session = corp", "IAM Identity Center (sso_session)"},
      {"sso_start_url = https://x", "IAM Identity Center (sso_start_url)"},
      {"credential_process = /bin/keys", "an external process (credential_process)"},
      {"login_session = arn", "a console login (login_session)"},
  };
  options.profile = "dev";
  for (const auto& [lines, text] : kinds) {
    write_config("[profile dev]\n" + lines + "\n");
    const Error e = error();
    EXPECT_EQ(e.code, "unsupported_credentials") << lines;
    EXPECT_EQ(e.exit, ExitCode::Refused);
    EXPECT_NE(e.message.find(text), std::string::npos) << e.message;
    EXPECT_NE(e.message.find("from the environment and from files only"), std::string::npos);
  }
}

TEST_F(CredentialsTest, ARoleIsNotReplacedByTheKeysItIsAssumedWith) {
  write_config("[profile dev]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = dev\n");
  write_credentials("[dev]\naws_access_key_id = A\naws_secret_access_key = B\n");
  options.profile = "dev";
  EXPECT_EQ(error().code, "unsupported_credentials");
}

TEST_F(CredentialsTest, MessagesNeverHoldASecret) {
  write_credentials("[default]\naws_secret_access_key = hunter2\n");
  EXPECT_EQ(error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace itk::aws
