#include "tests/unit/common/aws/credentials_fixture.h"

namespace itk::aws {
namespace {

using ::testing::HasSubstr;

constexpr char k_base[] = "[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = base-secret\n";

class AssumedRole : public CredentialsFixture {
 protected:
  AssumedRole() {
    options.profile = "dev";
    write_credentials(k_base);
  }
};

TEST_F(AssumedRole, IsASignedCallWithTheKeysOfTheSource) {
  write_config("[profile dev]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n");
  answer_role("DEV");
  const auto credentials = load();
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->access_key_id, "ASIADEV");
  EXPECT_EQ(credentials->secret_access_key, "secret-DEV");
  EXPECT_EQ(credentials->session_token, "token-DEV");
  EXPECT_EQ(credentials->expiration, parse_rfc3339("2026-09-21T15:00:00Z").value());
  const HttpRequest& sent = transport.requests.at(0);
  EXPECT_EQ(sent.url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_EQ(sent.body, "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
                       "&RoleSessionName=itk-1789999200");
  EXPECT_THAT(header(0, "Authorization"), HasSubstr("Credential=AKIDBASE/20260921/eu-west-1/sts/"));
}

TEST_F(AssumedRole, SendsWhatTheProfileSays) {
  write_config("[profile dev]\nrole_arn = r\nsource_profile = base\nrole_session_name = ci@x\nexternal_id = e/1\n"
               "duration_seconds = 900\n");
  answer_role("DEV");
  ASSERT_TRUE(load());
  EXPECT_EQ(transport.requests.at(0).body, "Action=AssumeRole&Version=2011-06-15&RoleArn=r&RoleSessionName=ci%40x"
                                           "&ExternalId=e%2F1&DurationSeconds=900");
}

TEST_F(AssumedRole, RolesMayFollowOneAnother) {
  write_config("[profile dev]\nrole_arn = r3\nsource_profile = mid\n"
               "[profile mid]\nrole_arn = r2\nsource_profile = first\n"
               "[profile first]\nrole_arn = r1\nsource_profile = base\n");
  for (const char* name : {"ONE", "TWO", "THREE"}) {
    answer_role(name);
  }
  EXPECT_EQ(loaded_id(), "ASIATHREE");
  EXPECT_THAT(transport.requests.at(0).body, HasSubstr("RoleArn=r1&"));
  EXPECT_THAT(header(1, "Authorization"), HasSubstr("Credential=ASIAONE/"));
  EXPECT_EQ(header(1, "X-Amz-Security-Token"), "token-ONE");
  EXPECT_THAT(header(2, "Authorization"), HasSubstr("Credential=ASIATWO/"));
  EXPECT_THAT(transport.requests.at(2).body, HasSubstr("RoleArn=r3&"));
}

TEST_F(AssumedRole, AProfileMayHoldTheKeysItsRoleIsAssumedWith) {
  write_config("[profile dev]\nrole_arn = r\nsource_profile = dev\n");
  write_credentials("[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = s\n");
  answer_role("DEV");
  EXPECT_EQ(loaded_id(), "ASIADEV");
  EXPECT_THAT(header(0, "Authorization"), HasSubstr("Credential=AKIDDEV/"));
}

TEST_F(AssumedRole, KeysOfASourceBeatItsOwnRole) {
  write_config("[profile dev]\nrole_arn = r\nsource_profile = base\n[profile base]\nrole_arn = r0\nsource_profile = "
               "x\n");
  answer_role("DEV");
  EXPECT_EQ(loaded_id(), "ASIADEV");
  EXPECT_EQ(transport.requests.size(), 1u);
}

TEST_F(AssumedRole, LoopsAreNamed) {
  write_config("[profile dev]\nrole_arn = r\nsource_profile = a\n[profile a]\nrole_arn = r\nsource_profile = b\n"
               "[profile b]\nrole_arn = r\nsource_profile = a\n");
  EXPECT_THAT(error().message, HasSubstr("\"b\" of " + (home / ".aws/config") +
                                         ": source_profile leads back to where it came from: dev -> a -> b -> a"));
  write_config("[profile dev]\nrole_arn = r\nsource_profile = dev\n");
  EXPECT_THAT(error().message, HasSubstr("dev -> dev"));
  EXPECT_EQ(error().exit, ExitCode::Refused);
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(AssumedRole, ASourceMayBeOfAnyKind) {
  write("token", "jwt");
  write_config("[profile dev]\nrole_arn = r\nsource_profile = web\n[profile web]\nrole_arn = w\n"
               "web_identity_token_file = " +
               (home / "token") + "\n");
  answer_role("WEB");
  answer_role("DEV");
  EXPECT_EQ(loaded_id(), "ASIADEV");
  EXPECT_THAT(transport.requests.at(0).body, HasSubstr("AssumeRoleWithWebIdentity"));
  EXPECT_THAT(header(1, "Authorization"), HasSubstr("Credential=ASIAWEB/"));
}

TEST_F(AssumedRole, TheEnvironmentIsNoSourceUnlessTheProfileSaysSo) {
  set_environment_keys();
  write_config("[profile dev]\nrole_arn = r\nsource_profile = empty\n[profile empty]\nregion = eu-west-1\n");
  EXPECT_THAT(error().message, HasSubstr("source_profile \"empty\" has no credentials"));
  write_config("[profile dev]\nrole_arn = r\ncredential_source = Environment\n");
  answer_role("DEV");
  EXPECT_EQ(loaded_id(), "ASIADEV");
  EXPECT_THAT(header(0, "Authorization"), HasSubstr("Credential=AKIDENV/"));
}

TEST_F(AssumedRole, ContainerAndInstanceMayBeTheSource) {
  write_config("[profile dev]\nrole_arn = r\ncredential_source = EcsContainer\n");
  EXPECT_THAT(error().message, HasSubstr("credential_source EcsContainer gives no credentials"));
  environment.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x");
  const std::string keys =
      R"({"AccessKeyId":"ASIAC","SecretAccessKey":"s","Token":"t","Expiration":"2026-09-21T15:00:00Z"})";
  transport.answer(200, keys);
  answer_role("DEV");
  EXPECT_EQ(loaded_id(), "ASIADEV");
  EXPECT_THAT(header(1, "Authorization"), HasSubstr("Credential=ASIAC/"));

  write_config("[profile dev]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\n");
  environment.set("AWS_EC2_METADATA_DISABLED", "");
  transport.answer(200, "imds");
  transport.answer(200, "role");
  transport.answer(200, keys);
  answer_role("EC2");
  EXPECT_EQ(loaded_id(), "ASIAEC2");
}

TEST_F(AssumedRole, MfaIsRefusedBeforeAnythingIsSent) {
  write_config("[profile dev]\nrole_arn = r\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me\n");
  const Error e = error();
  EXPECT_EQ(e.code, "mfa_required");
  EXPECT_EQ(e.exit, ExitCode::Refused);
  EXPECT_THAT(e.message, HasSubstr("wants a code of arn:aws:iam::1:mfa/me (mfa_serial), and ITK cannot ask for one"));
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(AssumedRole, WhatDoesNotFitTogetherIsSaid) {
  const auto message_of = [&](const std::string& lines) {
    write_config("[profile dev]\nrole_arn = r\n" + lines);
    return error().message;
  };
  EXPECT_THAT(message_of(""), HasSubstr("neither source_profile nor credential_source"));
  EXPECT_THAT(message_of("source_profile = base\ncredential_source = Environment\n"), HasSubstr("has both"));
  EXPECT_THAT(message_of("source_profile = bass\n"), HasSubstr("did you mean \"base\"?"));
  EXPECT_THAT(message_of("credential_source = Lambda\n"), HasSubstr("expected Environment, EcsContainer or"));
  EXPECT_THAT(message_of("source_profile = base\nduration_seconds = 1h\n"), HasSubstr("expected 900 to 43200"));
  EXPECT_THAT(message_of("source_profile = base\nduration_seconds = 899\n"), HasSubstr("expected 900 to 43200"));
}

TEST_F(AssumedRole, ARefusalNamesRoleAndProfile) {
  write_config("[profile dev]\nrole_arn = arn:r\nsource_profile = base\n");
  transport.answer(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error>"
                        "<RequestId>r-1</RequestId></ErrorResponse>");
  const Error e = error();
  EXPECT_EQ(e.message, "role arn:r of AWS profile \"dev\": sts: AccessDenied: no (request id r-1)");
  EXPECT_EQ(e.exit, ExitCode::Refused);
}

}  // namespace
}  // namespace itk::aws
