// A home directory, an environment and a network to find credentials in; the log keeps everything.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/aws/credentials.h"
#include "common/base/atomic_file.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"
#include "tests/support/temp_dir.h"

namespace itk::aws {

class CredentialsFixture : public ::testing::Test {
 protected:
  CredentialsFixture() {
    environment.set("HOME", home.path());
    environment.set("AWS_REGION", "eu-west-1");
    environment.set("AWS_EC2_METADATA_DISABLED", "true");
    std::filesystem::create_directories(home / ".aws/sso/cache");
  }

  void write(const std::string& name, std::string_view text) { ASSERT_TRUE(write_file(home / name, text)); }
  void write_config(std::string_view text) { write(".aws/config", text); }
  void write_credentials(std::string_view text) { write(".aws/credentials", text); }
  void set_environment_keys() {
    environment.set("AWS_ACCESS_KEY_ID", "AKIDENV");
    environment.set("AWS_SECRET_ACCESS_KEY", "env-secret");
  }

  // What STS answers, with keys that end in `name`; good for an hour from the clock's start.
  void answer_role(const std::string& name) {
    transport.answer(200, "<R xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Credentials><AccessKeyId>ASIA" +
                              name + "</AccessKeyId><SecretAccessKey>secret-" + name +
                              "</SecretAccessKey><SessionToken>token-" + name +
                              "</SessionToken><Expiration>2026-09-21T15:00:00Z</Expiration></Credentials></R>");
  }

  Result<Credentials> load() {
    const auto loaded = load_config(environment, options);
    EXPECT_TRUE(loaded) << loaded.error().message;
    config = *loaded;
    return load_credentials({environment, config, transport, clock, log});
  }
  std::string loaded_id() {
    const auto credentials = load();
    return credentials ? credentials->access_key_id : "error: " + credentials.error().message;
  }
  Error error() {
    const auto credentials = load();
    EXPECT_FALSE(credentials);
    return credentials ? Error{} : credentials.error();
  }
  std::string header(std::size_t request, std::string_view name) const {
    return std::string(find_header(transport.requests.at(request).headers, name).value_or("(absent)"));
  }

  test::TempDir home;
  Environment environment;
  ConfigOptions options;
  Config config;
  test::FakeTransport transport;
  test::FakeClock clock{parse_rfc3339("2026-09-21T14:00:00Z").value()};
  std::string logged;
  Logger log{"test", LogLevel::Trace, [this](std::string_view line) { logged += line; }};
};

}  // namespace itk::aws
