#include "tests/unit/common/aws/credentials_fixture.h"

namespace itk::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char k_keys[] =
    R"({"AccessKeyId":"ASIAC","SecretAccessKey":"s","Token":"t","Expiration":"2026-09-21T15:00:00Z","RoleArn":"r"})";

class Container : public CredentialsFixture {
 protected:
  void set_full(const std::string& url) { environment.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", url); }
};

TEST_F(Container, AsksTheTaskRoleEndpointOfEcs) {
  environment.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x");
  set_full("https://ignored.test/");
  transport.answer(200, k_keys);
  const auto credentials = load();
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->access_key_id, "ASIAC");
  EXPECT_EQ(credentials->session_token, "t");
  EXPECT_EQ(credentials->expiration, parse_rfc3339("2026-09-21T15:00:00Z").value());
  const HttpRequest& sent = transport.requests.at(0);
  EXPECT_EQ(sent.url, "http://169.254.170.2/v2/credentials/x");
  EXPECT_EQ(sent.method, "GET");
  EXPECT_FALSE(sent.may_use_proxy);
  EXPECT_EQ(sent.timeouts.connect, std::chrono::milliseconds(2000));
  EXPECT_EQ(header(0, "Authorization"), "(absent)");
}

TEST_F(Container, PlainHttpGoesOnlyToThisMachineAndTheAddressesOfEcsAndEks) {
  for (const char* url : {"http://localhost/c", "http://127.0.0.1:80/c", "http://127.9.9.9/c", "http://[::1]:1/c",
                          "http://169.254.170.2/c", "http://169.254.170.23/v1/c", "http://[fd00:ec2::23]/v1/c",
                          "http://[FD00:EC2:0:0::23]/v1/c", "https://anywhere.test/c"}) {
    set_full(url);
    transport.answer(200, k_keys);
    EXPECT_EQ(loaded_id(), "ASIAC") << url;
    EXPECT_EQ(transport.requests.back().url, url);
  }
  const std::size_t sent = transport.requests.size();
  for (const char* url : {"http://example.test/c", "http://127.0.0.1.example.test/c", "http://169.254.170.24/c",
                          "http://169.254.169.254/c", "http://[fd00:ec2::24]/c", "http://10.0.0.1/c",
                          "http://0x7f000001/c", "http://127.1/c", "http://[::ffff:127.0.0.1]/c"}) {
    set_full(url);
    EXPECT_EQ(error().code, "bad_container_uri") << url;
  }
  for (const char* url : {"ftp://localhost/", "http://localhost@example.test/", "localhost"}) {
    set_full(url);
    EXPECT_EQ(error().code, "bad_container_uri") << url;
  }
  set_full("");
  environment.set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", ".example.test/c");
  EXPECT_EQ(error().code, "bad_container_uri");
  EXPECT_EQ(transport.requests.size(), sent);
}

TEST_F(Container, TheTokenOfTheFileBeatsThatOfTheVariableAndIsReadEachTime) {
  set_full("http://169.254.170.23/v1/credentials");
  environment.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "from-variable");
  transport.answer(200, k_keys);
  ASSERT_TRUE(load());
  EXPECT_EQ(header(0, "Authorization"), "from-variable");
  environment.set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", home / "token");
  for (const char* token : {"first", "second\n"}) {
    write("token", token);
    transport.answer(200, k_keys);
    ASSERT_TRUE(load());
  }
  EXPECT_EQ(header(1, "Authorization"), "first");
  EXPECT_EQ(header(2, "Authorization"), "second");
}

TEST_F(Container, ATokenWithALineBreakIsRefused) {
  set_full("http://localhost/");
  for (const char* token : {"hunter2\r\nX-Evil: 1", "a\nhunter2", "a\rhunter2"}) {
    environment.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", token);
    const Error e = error();
    EXPECT_EQ(e.message, "the token of AWS_CONTAINER_AUTHORIZATION_TOKEN has a line break in it, which no HTTP header "
                         "may have");
  }
  environment.set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", home / "absent");
  EXPECT_THAT(error().message, HasSubstr(home / "absent"));
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(Container, TriesThreeTimes) {
  set_full("http://localhost/");
  transport.answer(500, "");
  transport.fail("idle_timeout");
  transport.answer(200, k_keys);
  EXPECT_EQ(loaded_id(), "ASIAC");
  transport.answer(500, "");
  transport.answer(500, "");
  transport.answer(503, "hunter2");
  const Error e = error();
  EXPECT_EQ(e.message, "the container's credentials: it answered with status 503");
  EXPECT_EQ(e.exit, ExitCode::Unreachable);
  transport.answer(404, "hunter2");
  EXPECT_EQ(error().exit, ExitCode::Refused);
}

TEST_F(Container, EveryTruncatedAnswerIsAnErrorThatQuotesNothing) {
  set_full("http://localhost/");
  const std::string keys = k_keys;
  for (std::size_t n = 0; n < keys.size(); ++n) {
    transport.answer(200, keys.substr(0, n));
    const auto credentials = load();
    ASSERT_FALSE(credentials) << n;
    EXPECT_THAT(credentials.error().message, Not(HasSubstr("ASIAC")));
  }
}

}  // namespace
}  // namespace itk::aws
