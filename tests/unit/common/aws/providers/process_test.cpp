#include "tests/unit/common/aws/credentials_fixture.h"

namespace itk::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Process : public CredentialsFixture {
 protected:
  Process() { options.profile = "dev"; }
  // A program of the shell; what it is given stands in its own file, so that no quoting is in the way.
  void write_program(const std::string& script) {
    write("keys.sh", script);
    write_config("[profile dev]\ncredential_process = /bin/sh \"" + (home / "keys.sh") + "\" 'one two'\n");
  }
  static constexpr char k_keys[] =
      R"(echo '{"Version":1,"AccessKeyId":"ASIAPROC","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-09-21T15:00:00+00:00"}')";
};

TEST_F(Process, GivesWhatItPrints) {
  write_program(k_keys);
  const auto credentials = load();
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_EQ(credentials->access_key_id, "ASIAPROC");
  EXPECT_EQ(credentials->secret_access_key, "s");
  EXPECT_EQ(credentials->session_token, "t");
  EXPECT_EQ(credentials->expiration, parse_rfc3339("2026-09-21T15:00:00Z").value());
}

TEST_F(Process, TokenAndExpirationMayBeAbsent) {
  write_program(R"(echo '{"Version":1,"AccessKeyId":"AKIDPROC","SecretAccessKey":"s"}')");
  EXPECT_EQ(load()->session_token, "");
  EXPECT_EQ(load()->expiration, std::nullopt);
}

TEST_F(Process, IsRunWithoutAShell) {
  write_config("[profile dev]\ncredential_process = /bin/echo $HOME `id` ; id > " + (home / "x") + "\n");
  EXPECT_THAT(error().message, HasSubstr("expected a JSON object"));
  EXPECT_FALSE(std::filesystem::exists(home / "x"));
}

TEST_F(Process, GetsOurEnvironmentAndItsArgumentsButNotOurInput) {
  environment.set("MARK", "seen");
  write_program(R"sh([ "$(readlink /proc/$$/fd/0)" = /dev/null ] || exit 3
printf '{"Version":1,"AccessKeyId":"%s %s","SecretAccessKey":"s"}' "$MARK" "$1")sh");
  EXPECT_EQ(loaded_id(), "seen one two");
}

TEST_F(Process, ItsFailureIsToldInItsOwnWordsWithoutSecrets) {
  environment.set("VAULT_TOKEN", "hvs.short-one");
  write_program(R"(echo '{"SecretAccessKey":"printed-secret"}'
echo "login needed at https://vault.test
  for printed-secret with hvs.short-one and wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" >&2; exit 7)");
  const Error e = error();
  EXPECT_EQ(e.message, "credential_process of AWS profile \"dev\": /bin/sh ends with status 7: login needed at "
                       "https://vault.test "
                       "for (hidden) with (hidden) and (hidden)");
  EXPECT_EQ(e.exit, ExitCode::Refused);
  write_program("exit 1");
  EXPECT_THAT(error().message, HasSubstr("status 1: it says nothing on stderr"));
  write_program("kill -9 $$");
  EXPECT_THAT(error().message, HasSubstr("status 137"));
}

TEST_F(Process, WhatIsWrongWithItsOutputIsSaidButNotTheOutput) {
  const auto message_of = [&](const std::string& json) {
    write_program("echo '" + json + "'");
    const std::string message = error().message;
    EXPECT_THAT(message, Not(HasSubstr("hunter2")));
    return message;
  };
  EXPECT_THAT(message_of("hunter2"), HasSubstr("its output: expected a JSON object"));
  EXPECT_THAT(message_of(R"({"Version":2,"AccessKeyId":"hunter2"})"), HasSubstr("must have \"Version\": 1"));
  EXPECT_THAT(message_of(R"({"AccessKeyId":"hunter2"})"), HasSubstr("must have \"Version\": 1"));
  EXPECT_THAT(message_of(R"({"Version":1,"AccessKeyId":"hunter2"})"), HasSubstr("it has no SecretAccessKey"));
  EXPECT_THAT(message_of(R"({"Version":1,"AccessKeyId":"a","SecretAccessKey":"hunter2","Expiration":"hunter2"})"),
              HasSubstr("its Expiration is not an RFC 3339 time"));
}

TEST_F(Process, ACommandThatCannotBeRunIsAnErrorWithoutItsArguments) {
  write_config("[profile dev]\ncredential_process = /no/such/program --password hunter2\n");
  EXPECT_EQ(error().message,
            "credential_process of AWS profile \"dev\": /no/such/program: cannot be started: No such file or "
            "directory");
  write_config("[profile dev]\ncredential_process = \"/bin/echo hunter2\n");
  EXPECT_EQ(error().message, "credential_process of AWS profile \"dev\": it has an opening \" and no closing one");
}

}  // namespace
}  // namespace itk::aws
