// Where temporary keys come from, and that they are as good as others until they expire.
#include <fmt/format.h>

#include "common/base/text.h"
#include "tests/unit/sandbox/fixture.h"

namespace itk::sandbox::test {
namespace {

constexpr const char* k_who = "Action=GetCallerIdentity&Version=2011-06-15";

// The text of the first such element.
std::string element(const std::string& xml, const std::string& name) {
  const std::size_t begin = xml.find("<" + name + ">");
  return begin == std::string::npos
             ? ""
             : xml.substr(begin + name.size() + 2, xml.find("</" + name + ">") - begin - name.size() - 2);
}

class CredentialsTest : public SandboxTest {
 protected:
  CredentialsTest() { options.demo = false; }

  Answer assume(const std::string& more) const {
    return client->sts(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fitk-ci" + more);
  }
  Answer assume_by_token(const std::string& token) const {
    return client->at(
        "", "POST", "/",
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=me&RoleArn=arn:aws:iam::123456789012:role/"
        "itk-ci&WebIdentityToken=" +
            token,
        {{"Content-Type", "application/x-www-form-urlencoded"}});
  }
  void use(const Answer& answer) {
    client->credentials = {element(answer.body, "AccessKeyId"),
                           element(answer.body, "SecretAccessKey"),
                           element(answer.body, "SessionToken"),
                           {}};
  }
  void use_json(const Json::Value& keys) {
    client->credentials = {
        keys["AccessKeyId"].asString(), keys["SecretAccessKey"].asString(), keys["Token"].asString(), {}};
  }
  std::string who() const { return element(client->sts(k_who).body, "Arn"); }
};

TEST_F(CredentialsTest, AssumedRoleSignsAsItself) {
  start();
  const Answer answer = assume("&RoleSessionName=me");
  ASSERT_EQ(answer.status, 200) << answer.body;
  use(answer);
  EXPECT_EQ(client->credentials.access_key_id.substr(0, 4), "ASIA");
  EXPECT_EQ(who(), "arn:aws:sts::123456789012:assumed-role/itk-ci/me");
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").status, 200);
}

TEST_F(CredentialsTest, TemporaryKeyNeedsItsToken) {
  start();
  use(assume("&RoleSessionName=me"));
  client->credentials.session_token.clear();
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "UnrecognizedClientException");
}

TEST_F(CredentialsTest, ExpiredKeyIsRefusedInTheWordsOfEachService) {
  options.session = std::chrono::seconds(0);
  start();
  use(assume("&RoleSessionName=me"));
  EXPECT_EQ(client->sqs("ListQueues", "{}").header("x-amzn-query-error"), "ExpiredToken;Sender");
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "ExpiredTokenException");
  EXPECT_EQ(element(client->sts(k_who).body, "Code"), "ExpiredToken");
  EXPECT_EQ(client->lambda("f", "{}").header("x-amzn-errortype"), "ExpiredTokenException");
}

TEST_F(CredentialsTest, AssumeRoleRefusesWhatStsRefuses) {
  start();
  EXPECT_EQ(element(assume("").body, "Code"), "ValidationError");
  EXPECT_EQ(element(assume("&RoleSessionName=a%20b").body, "Code"), "ValidationError");
  EXPECT_EQ(element(assume("&RoleSessionName=me&DurationSeconds=899").body, "Code"), "ValidationError");
  const Answer foreign =
      client->sts("Action=AssumeRole&Version=2011-06-15&RoleSessionName=me&RoleArn=arn:aws:iam::999999999999:role/x");
  EXPECT_EQ(foreign.status, 403);
  EXPECT_EQ(element(foreign.body, "Code"), "AccessDenied");
}

TEST_F(CredentialsTest, WebIdentityTakesAnUnsignedTokenOfAnyProvider) {
  start();
  const std::int64_t later = system_clock().now().ms() / 1000 + 60;
  const auto jwt = [](std::int64_t expiry) {
    std::string claims =
        base64_encode(fmt::format(R"({{"sub":"repo:a/b","aud":"sts","iss":"https://i","exp":{}}})", expiry));
    std::erase(claims, '=');
    return "e30." + claims + ".c2ln";
  };
  const Answer answer = assume_by_token(jwt(later));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(element(answer.body, "SubjectFromWebIdentityToken"), "repo:a/b");
  use(answer);
  EXPECT_EQ(who(), "arn:aws:sts::123456789012:assumed-role/itk-ci/me");
  EXPECT_EQ(element(assume_by_token(jwt(1)).body, "Code"), "ExpiredTokenException");
  EXPECT_EQ(element(assume_by_token("no-jwt").body, "Code"), "InvalidIdentityToken");
}

TEST_F(CredentialsTest, ContainerGetsKeysByPathAndPodByToken) {
  start();
  const Answer task = client->at("", "GET", "/v2/credentials/itk-demo-task");
  ASSERT_EQ(task.status, 200);
  use_json(task.document);
  EXPECT_EQ(who().rfind("arn:aws:sts::123456789012:assumed-role/itk-demo-task/", 0), 0U);
  EXPECT_EQ(client->at("", "GET", "/v2/credentials/other").status, 404);
  EXPECT_EQ(client->at("", "GET", "/v1/credentials").status, 401);
  EXPECT_EQ(client->at("", "GET", "/v1/credentials", "", {{"Authorization", "wrong"}}).status, 401);
  const Answer pod = client->at("", "GET", "/v1/credentials", "", {{"Authorization", announced("SANDBOX_POD_TOKEN")}});
  EXPECT_EQ(pod.status, 200) << pod.body;
  EXPECT_EQ(pod.document["AccountId"].asString(), k_account);
}

TEST_F(CredentialsTest, InstanceTellsNothingWithoutAToken) {
  start();
  const std::string path = "/latest/meta-data/iam/security-credentials/";
  EXPECT_EQ(client->at("", "GET", path).status, 401);
  EXPECT_EQ(client->at("", "GET", path, "", {{"X-aws-ec2-metadata-token", "guessed"}}).status, 401);
  EXPECT_EQ(client->at("", "PUT", "/latest/api/token").status, 400);
  const Answer token =
      client->at("", "PUT", "/latest/api/token", "", {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}});
  ASSERT_EQ(token.status, 200);
  const aws::Headers shown{{"X-aws-ec2-metadata-token", token.body}};
  const std::string role = client->at("", "GET", path, "", shown).body;
  EXPECT_EQ(role, "itk-demo-instance");
  EXPECT_EQ(client->at("", "GET", "/latest/meta-data/placement/region", "", shown).body, "us-east-1");
  EXPECT_EQ(client->at("", "GET", path + "other", "", shown).status, 404);
  use_json(client->at("", "GET", path + role, "", shown).document);
  EXPECT_EQ(who(), "arn:aws:sts::123456789012:assumed-role/itk-demo-instance/i-0123456789abcdef0");
}

TEST_F(CredentialsTest, IdentityCenterWantsItsTokenAndRefreshesIt) {
  start();
  const std::string path = "/federation/credentials?role_name=Dev&account_id=123456789012";
  EXPECT_EQ(client->at("", "GET", path, "", {{"x-amz-sso_bearer_token", "old"}}).status, 401);
  const Answer fresh = client->at("", "POST", "/token",
                                  R"({"grantType":"refresh_token","refreshToken":"itk-sandbox-sso-refresh-token"})");
  ASSERT_EQ(fresh.status, 200) << fresh.body;
  const Answer answer =
      client->at("", "GET", path, "", {{"x-amz-sso_bearer_token", fresh.document["accessToken"].asString()}});
  const Json::Value& keys = answer.document["roleCredentials"];
  client->credentials = {
      keys["accessKeyId"].asString(), keys["secretAccessKey"].asString(), keys["sessionToken"].asString(), {}};
  EXPECT_EQ(who(), "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/itk-sandbox");
}

}  // namespace
}  // namespace itk::sandbox::test
