#include <sys/stat.h>

#include "tests/unit/common/aws/credentials_fixture.h"

namespace itk::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char k_profile[] =
    "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev Ops\n"
    "[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.test/start\n";
// SHA-1 of "corp" and of "https://corp.test/start", as the AWS CLI names the files.
constexpr char k_session_file[] = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
constexpr char k_role_credentials[] =
    R"({"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":1790006400000}})";

class Sso : public CredentialsFixture {
 protected:
  Sso() {
    options.profile = "dev";
    write_config(k_profile);
  }
  void write_token(const std::string& expires_at, const std::string& more = "") {
    write(token_file,
          R"({"startUrl":"https://corp.test/start","region":"eu-central-1","accessToken":"access-1","expiresAt":")" +
              expires_at + "\"" + more + "}");
  }
  static constexpr char k_refreshable[] =
      R"(,"refreshToken":"refresh-1","clientId":"client","clientSecret":"client-secret","registrationExpiresAt":"2026-12-01T00:00:00Z")";

  std::string token_file = k_session_file;
};

TEST_F(Sso, AsksThePortalWithTheCachedToken) {
  write_token("2026-09-21T20:00:00Z");
  transport.answer(200, k_role_credentials);
  const auto credentials = load();
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->access_key_id, "ASIASSO");
  EXPECT_EQ(credentials->expiration, Timestamp::from_ms(1790006400000));
  EXPECT_EQ(transport.requests.at(0).method, "GET");
  EXPECT_EQ(transport.requests.at(0).url,
            "https://portal.sso.eu-central-1.amazonaws.com/federation/credentials?role_name=Dev%20Ops&account_id="
            "123456789012");
  EXPECT_EQ(header(0, "x-amz-sso_bearer_token"), "access-1");
  EXPECT_EQ(header(0, "Authorization"), "(absent)");
}

TEST_F(Sso, KnowsProfilesWithoutSession) {
  token_file = ".aws/sso/cache/d8c3c531b8f82fdc8ca8bb7890461dd5d9a1744e.json";
  write_config("[profile dev]\nsso_start_url = https://corp.test/start\nsso_region = eu-central-1\n"
               "sso_account_id = 1\nsso_role_name = r\n");
  write_token("2026-09-21T20:00:00UTC");
  transport.answer(200, k_role_credentials);
  EXPECT_EQ(loaded_id(), "ASIASSO");
}

TEST_F(Sso, RenewsATokenThatEndsSoonAndWritesItBack) {
  write_token("2026-09-21T14:14:59Z", k_refreshable);
  transport.answer(200,
                   R"({"accessToken":"access-2","expiresIn":3600,"refreshToken":"refresh-2","tokenType":"Bearer"})");
  transport.answer(200, k_role_credentials);
  EXPECT_EQ(loaded_id(), "ASIASSO");
  const HttpRequest& sent = transport.requests.at(0);
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.url, "https://oidc.eu-central-1.amazonaws.com/token");
  EXPECT_EQ(
      sent.body,
      R"({"grantType":"refresh_token","clientId":"client","clientSecret":"client-secret","refreshToken":"refresh-1"})");
  EXPECT_EQ(header(0, "Authorization"), "(absent)");
  EXPECT_EQ(header(1, "x-amz-sso_bearer_token"), "access-2");
  EXPECT_EQ(
      read_file(home / token_file).value(),
      R"({"startUrl":"https://corp.test/start","region":"eu-central-1","clientId":"client","clientSecret":"client-secret",)"
      R"("registrationExpiresAt":"2026-12-01T00:00:00Z","accessToken":"access-2","refreshToken":"refresh-2",)"
      R"("expiresAt":"2026-09-21T15:00:00.000Z"})");
  struct stat status {};
  ASSERT_EQ(stat((home / token_file).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(Sso, ATokenThatIsStillGoodIsUsedWhereRenewalFails) {
  write_token("2026-09-21T14:10:00Z", k_refreshable);
  transport.answer(400, R"({"error":"invalid_grant","error_description":"refresh-1 is client-secret"})");
  transport.answer(200, k_role_credentials);
  EXPECT_EQ(loaded_id(), "ASIASSO");
  EXPECT_EQ(header(1, "x-amz-sso_bearer_token"), "access-1");
  EXPECT_THAT(logged, HasSubstr("the SSO login cannot be renewed"));
  EXPECT_THAT(logged, Not(HasSubstr("client-secret")));
  EXPECT_THAT(logged, Not(HasSubstr("refresh-1")));
}

TEST_F(Sso, WithoutAGoodTokenItSaysHowToLogIn) {
  EXPECT_THAT(error().message, HasSubstr("nobody is logged in with SSO"));
  EXPECT_THAT(error().message, HasSubstr("run \"aws sso login --profile dev\""));
  write_token("2026-09-21T13:00:00Z");
  EXPECT_THAT(error().message, HasSubstr("the SSO login expired at 2026-09-21T13:00:00.000Z: run \"aws sso login"));
  write_token("2026-09-21T13:00:00Z", k_refreshable);
  transport.answer(400, R"({"message":"no"})");
  EXPECT_THAT(error().message, HasSubstr("cannot be renewed: sso-oidc: HTTP400: no"));
  write_token(
      "2026-09-21T13:00:00Z",
      R"(,"refreshToken":"r","clientId":"c","clientSecret":"s","registrationExpiresAt":"2026-01-01T00:00:00Z")");
  EXPECT_EQ(error().code, "sso_login_needed");
  EXPECT_EQ(transport.requests.size(), 1u);
}

TEST_F(Sso, ARefusedTokenSaysHowToLogIn) {
  write_token("2026-09-21T20:00:00Z");
  transport.answer(401, R"({"message":"Session token not found: access-1"})",
                   {{"x-amzn-ErrorType", "UnauthorizedException"}});
  EXPECT_EQ(error().message,
            "AWS profile \"dev\": sso: UnauthorizedException: Session token not found: (hidden); run \"aws "
            "sso login "
            "--profile dev\"");
}

TEST_F(Sso, AnIncompleteProfileNamesWhatIsMissing) {
  write_config("[profile dev]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n[sso-session "
               "corp]\nsso_region = x\n");
  EXPECT_THAT(error().message, HasSubstr("SSO wants sso_start_url"));
  write_config("[profile dev]\nsso_session = corp\nsso_account_id = 1\n[sso-session corp]\nsso_region = x\n");
  EXPECT_THAT(error().message, HasSubstr("SSO wants sso_role_name"));
  write_config("[profile dev]\nsso_session = corpse\nsso_account_id = 1\n[sso-session corp]\nsso_region = x\n");
  EXPECT_THAT(error().message, HasSubstr("there is no [sso-session corpse]"));
  write_config(std::string(k_profile) +
               "[profile two]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\nsso_region = x\n");
  options.profile = "two";
  EXPECT_THAT(error().message, HasSubstr("its sso_region differs from that of [sso-session corp]"));
}

TEST_F(Sso, ASessionAloneIsNoSourceOfKeys) {
  write_config("[profile dev]\nsso_session = corp\n[sso-session corp]\nsso_region = x\n");
  EXPECT_EQ(error().code, "no_credentials");
}

TEST_F(Sso, EveryTruncatedTokenFileAndAnswerIsAnError) {
  write_token("2026-09-21T20:00:00Z", k_refreshable);
  const std::string token = read_file(home / token_file).value();
  for (std::size_t n = 0; n < token.size(); ++n) {
    write(token_file, token.substr(0, n));
    ASSERT_FALSE(load()) << n;
  }
  write(token_file, token);
  const std::string answer = k_role_credentials;
  for (std::size_t n = 0; n < answer.size(); ++n) {
    transport.answer(200, answer.substr(0, n));
    ASSERT_FALSE(load()) << n;
  }
}

}  // namespace
}  // namespace itk::aws
