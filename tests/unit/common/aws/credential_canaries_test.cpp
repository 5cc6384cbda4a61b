// Secrets in every source that credentials come from, and no message at any log level that shows one.
#include "common/aws/client.h"
#include "common/aws/sqs.h"
#include "tests/unit/common/aws/credentials_fixture.h"

namespace itk::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Shaped as the secrets of AWS are, so that what recognises those is put to the test as well.
constexpr char k_canary[] = "CANARYwJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE7";

class CredentialCanaries : public CredentialsFixture {
 protected:
  // Loads with the answers that were queued, makes a call that is refused, and looks at all that was said.
  void expect_silence(const std::string& what) {
    const auto loaded = load_config(environment, options);
    ASSERT_TRUE(loaded) << what;
    auto client = make_client(Service::Sqs, *loaded, transport, clock, log, environment);
    if (!client) {
      check(client.error(), what);
    } else {
      const std::string quoted = std::string("the canonical request was x-amz-security-token:") + k_canary;
      for (int i = 0; i < 3; ++i) {
        transport.answer(i == 0 ? 500 : 403, std::string(290 - 20, 'x') + quoted + quoted);
      }
      const auto sent = take(send_message(client->blocking(), {.queue_url = "https://sqs.test/1/q", .body = "b"}));
      ASSERT_FALSE(sent);
      check(sent.error().error, what);
    }
    EXPECT_THAT(logged, Not(HasSubstr("CANARY"))) << what;
    transport = {};
  }
  static void check(const Error& error, const std::string& what) {
    EXPECT_FALSE(error.message.empty());
    EXPECT_THAT(error.message + error.code + error.request_id, Not(HasSubstr("CANARY"))) << what;
  }

  const std::string canary = k_canary;
};

TEST_F(CredentialCanaries, OfTheEnvironment) {
  environment.set("AWS_ACCESS_KEY_ID", "AKIDENV");
  expect_silence("half a pair");
  environment.set("AWS_SECRET_ACCESS_KEY", canary);
  expect_silence("keys");
  environment.set("AWS_SESSION_TOKEN", canary);
  expect_silence("token");
  environment.set("AWS_SESSION_TOKEN", canary + "\r\nX: 1");
  expect_silence("token with a line break");
  environment.set("AWS_ACCESS_KEY_ID", "");
  expect_silence("the other half");
}

TEST_F(CredentialCanaries, OfTheFiles) {
  const std::string secret = "aws_secret_access_key = " + canary + "\n";
  write_credentials("[default]\n" + secret);
  expect_silence("half a pair");
  write_credentials("[default]\naws_access_key_id = A\naws_session_token = " + canary + "\n" + secret);
  expect_silence("keys");
  write_config("[default]\nrole_arn = r\nsource_profile = default\nexternal_id = e\n");
  transport.answer(403, "<E><Error><Code>AccessDenied</Code><Message>" + canary + "</Message></Error></E>");
  expect_silence("a role that is refused");
  transport.answer(200, "<E><SecretAccessKey>" + canary + "</SecretAccessKey></E>");
  expect_silence("an incomplete answer of STS");
  transport.answer(200, "<E><SecretAccessKey>" + canary);
  expect_silence("a cut answer of STS");
}

TEST_F(CredentialCanaries, OfAProcess) {
  options.profile = "dev";
  const auto run = [&](const std::string& script) {
    write("keys.sh", script);
    write_config("[profile dev]\ncredential_process = /bin/sh " + (home / "keys.sh") + " --password " + canary + "\n");
    expect_silence(script);
  };
  const std::string keys =
      R"({"Version":1,"AccessKeyId":"A","SecretAccessKey":")" + canary + R"(","SessionToken":")" + canary + "\"";
  run("echo '" + keys + "}'; echo " + canary + " >&2");
  run("echo '" + keys + "}'; echo failed: " + canary + " >&2; exit 1");
  run("echo '" + keys + "}'; echo \"failed: token=$1 $2\" >&2; exit 1");
  run("echo '" + keys + "'");
  // Of no shape that tells a secret: it is known because it is an argument.
  write("keys.sh", "echo \"password $2 or $3 is wrong\" >&2; exit 1");
  write_config("[profile dev]\ncredential_process = /bin/sh " + (home / "keys.sh") +
               " --password CANARY-password --pin=CANARY-pin x\n");
  expect_silence("arguments that the program repeats");
  run("echo " + canary);
  run("echo '" + keys + ",\"Expiration\":\"" + canary + "\"}'");
  write_config("[profile dev]\ncredential_process = /no/program '" + canary + "\n");
  expect_silence("a command with an open quote");
}

TEST_F(CredentialCanaries, OfWebIdentitiesAndGitHub) {
  const std::string refusal =
      "<E><Error><Code>InvalidIdentityToken</Code><Message>" + canary + "</Message></Error></E>";
  write("token", canary);
  environment.set("AWS_ROLE_ARN", "r");
  environment.set("AWS_WEB_IDENTITY_TOKEN_FILE", home / "token");
  transport.answer(400, refusal);
  expect_silence("refused");
  transport.answer(502, "bad gateway for " + canary);
  transport.answer(502, "bad gateway for " + canary);
  transport.answer(502, "bad gateway for " + canary);
  expect_silence("a gateway that quotes the token");
  environment.set("AWS_WEB_IDENTITY_TOKEN_FILE", "");
  environment.set("ACTIONS_ID_TOKEN_REQUEST_URL", "https://oidc.test/");
  environment.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", canary);
  transport.answer(401, canary);
  expect_silence("the token that is not given");
  transport.answer(200, "{\"value\":\"" + canary + "\"}");
  transport.answer(400, refusal);
  expect_silence("the token that is refused");
  transport.answer(200, "{\"value\":\"" + canary);
  expect_silence("a cut answer");
  environment.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", canary + "\nx");
  expect_silence("a line break");
}

TEST_F(CredentialCanaries, OfSso) {
  options.profile = "dev";
  write_config("[profile dev]\nsso_start_url = https://corp.test/start\nsso_region = eu-central-1\nsso_account_id = "
               "1\n"
               "sso_role_name = r\n");
  const std::string file = ".aws/sso/cache/d8c3c531b8f82fdc8ca8bb7890461dd5d9a1744e.json";
  const auto token = [&](const std::string& expires_at) {
    return R"({"accessToken":")" + canary + R"(","expiresAt":")" + expires_at + R"(","refreshToken":")" + canary +
           R"(","clientId":"c","clientSecret":")" + canary + "\"}";
  };
  write(file, token("2026-09-21T20:00:00Z"));
  transport.answer(401, "{\"message\":\"" + canary + "\"}");
  expect_silence("a refused token");
  transport.answer(200, R"({"roleCredentials":{"accessKeyId":"A","secretAccessKey":")" + canary + "\"}}");
  expect_silence("an incomplete answer");
  write(file, token("2026-09-21T14:05:00Z"));
  transport.answer(400, "{\"error_description\":\"" + canary + "\"}");
  transport.answer(401, canary);
  expect_silence("a refresh that is refused");
  write(file, token(canary));
  expect_silence("a time that is none");
  write(file, canary);
  expect_silence("a file that is no JSON");
}

TEST_F(CredentialCanaries, OfContainersAndMachines) {
  environment.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
  environment.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", canary);
  transport.answer(403, canary);
  expect_silence("refused");
  const std::string keys = R"({"AccessKeyId":"A","SecretAccessKey":")" + canary + R"(","Token":")" + canary + "\"";
  transport.answer(200, keys);
  expect_silence("cut");
  transport.answer(200, keys + ",\"Expiration\":\"" + canary + "\"}");
  expect_silence("a time that is none");
  transport.answer(200, keys + ",\"Expiration\":\"2026-09-21T15:00:00Z\"}");
  expect_silence("keys");
  environment.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "");
  environment.set("AWS_EC2_METADATA_DISABLED", "");
  transport.answer(200, canary);
  transport.answer(200, "role");
  transport.answer(200, keys);
  expect_silence("cut keys of the machine");
  transport.answer(200, canary + "\nx");
  expect_silence("a token with a line break");
  transport.answer(200, canary);
  transport.answer(200, canary + " " + canary);
  expect_silence("a role name that is none");
}

TEST_F(CredentialCanaries, WhenTheyAreRenewed) {
  environment.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
  const std::string keys = R"({"AccessKeyId":"A","SecretAccessKey":")" + canary + R"(","Token":")" + canary + "\"";
  transport.answer(200, keys + ",\"Expiration\":\"2026-09-21T14:10:00Z\"}");
  const auto loaded = load_config(environment, options);
  auto client = make_client(Service::Sqs, *loaded, transport, clock, log, environment);
  ASSERT_TRUE(client);
  transport.answer(403, R"({"__type":"ExpiredToken","message":")" + canary + "\"}");
  transport.answer(403, canary);
  const auto sent = take(send_message(client->blocking(), {.queue_url = "https://sqs.test/1/q", .body = "b"}));
  ASSERT_FALSE(sent);
  check(sent.error().error, "renewal");
  EXPECT_THAT(sent.error().error.message, HasSubstr("fetching new credentials failed: the container's credentials"));
  EXPECT_THAT(logged, Not(HasSubstr("CANARY")));
}

}  // namespace
}  // namespace itk::aws
