#include "common/aws/config.h"

#include <gtest/gtest.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::aws {
namespace {

// A home directory with ~/.aws/config.
class ConfigTest : public ::testing::Test {
 protected:
  ConfigTest() { environment.set("HOME", home.path()); }

  void write_config(std::string_view text) {
    std::filesystem::create_directories(home / ".aws");
    ASSERT_TRUE(write_file(home / ".aws/config", text));
  }
  Config config() {
    const auto config = load_config(environment, options);
    EXPECT_TRUE(config) << config.error().message;
    return config.value_or(Config{});
  }
  Error error() {
    const auto config = load_config(environment, options);
    EXPECT_FALSE(config);
    return config ? Error{} : config.error();
  }

  test::TempDir home;
  Environment environment;
  ConfigOptions options;
};

TEST_F(ConfigTest, RegionComesFromFlagThenVariablesThenProfile) {
  write_config("[default]\nregion = eu-west-4\n");
  EXPECT_EQ(config().region, "eu-west-4");
  environment.set("AWS_DEFAULT_REGION", "eu-west-3");
  EXPECT_EQ(config().region, "eu-west-3");
  environment.set("AWS_REGION", "eu-west-2");
  EXPECT_EQ(config().region, "eu-west-2");
  options.region = "eu-west-1";
  EXPECT_EQ(config().region, "eu-west-1");
}

TEST_F(ConfigTest, NoRegionIsAnErrorThatSaysWhereToPutOne) {
  const Error e = error();
  EXPECT_EQ(e.code, "no_region");
  EXPECT_EQ(e.exit, ExitCode::Usage);
  EXPECT_NE(e.message.find("AWS_REGION"), std::string::npos);
  EXPECT_NE(e.message.find(home / ".aws/config"), std::string::npos);
}

TEST_F(ConfigTest, ARegionThatCouldNotBeAHostNameIsRefused) {
  for (const char* region : {"eu west", "eu-west-1.evil.example", "EU-WEST-1", "-x", "a/b"}) {
    options.region = region;
    EXPECT_EQ(error().code, "bad_setting") << region;
  }
}

TEST_F(ConfigTest, ProfileIsNamedByFlagOrVariable) {
  write_config("[default]\nregion=a-1\n[profile dev]\nregion=b-1\n[profile ops]\nregion=c-1\n");
  EXPECT_EQ(config().region, "a-1");
  environment.set("AWS_DEFAULT_PROFILE", "dev");
  EXPECT_EQ(config().region, "b-1");
  environment.set("AWS_PROFILE", "ops");
  EXPECT_EQ(config().region, "c-1");
  EXPECT_FALSE(config().profile.is_explicit);
  options.profile = "dev";
  EXPECT_EQ(config().region, "b-1");
  EXPECT_TRUE(config().profile.is_explicit);
}

TEST_F(ConfigTest, AConfigSectionWithoutTheWordProfileIsNotAProfile) {
  write_config("[dev]\nregion=b-1\n");
  options.profile = "dev";
  EXPECT_EQ(error().code, "profile_not_found");
}

TEST_F(ConfigTest, AnUnknownProfileIsAnErrorWithTheNearestName) {
  write_config("[profile staging]\nregion=b-1\n");
  options.profile = "stagin";
  const Error e = error();
  EXPECT_EQ(e.code, "profile_not_found");
  EXPECT_NE(e.message.find("did you mean \"staging\"?"), std::string::npos) << e.message;
}

TEST_F(ConfigTest, AnUnreadableFileIsAnErrorWithItsLine) {
  write_config("[default]\nregion\n");
  EXPECT_EQ(error().message, (home / ".aws/config") + ":2: expected \"name = value\", \"[section]\" or a comment");
}

TEST_F(ConfigTest, AWS_CONFIG_FILE_NamesAnotherFile) {
  ASSERT_TRUE(write_file(home / "elsewhere", "[default]\nregion = x-1\n"));
  environment.set("AWS_CONFIG_FILE", "~/elsewhere");
  EXPECT_EQ(config().region, "x-1");
}

TEST_F(ConfigTest, RetrySettingsComeFromVariablesOrProfile) {
  options.region = "a-1";
  EXPECT_EQ(config().retry.mode, RetryMode::Standard);
  EXPECT_EQ(config().retry.max_attempts, 3);
  EXPECT_TRUE(config().retry.numbers_of_2026);
  write_config("[default]\nretry_mode = adaptive\nmax_attempts = 7\n");
  EXPECT_EQ(config().retry.mode, RetryMode::Adaptive);
  EXPECT_EQ(config().retry.max_attempts, 7);
  environment.set("AWS_RETRY_MODE", "legacy");
  environment.set("AWS_MAX_ATTEMPTS", "2");
  environment.set("AWS_NEW_RETRIES_2026", "false");
  EXPECT_EQ(config().retry.mode, RetryMode::Legacy);
  EXPECT_EQ(config().retry.max_attempts, 2);
  EXPECT_FALSE(config().retry.numbers_of_2026);
}

TEST_F(ConfigTest, LegacyModeMakesFiveAttempts) {
  options.region = "a-1";
  environment.set("AWS_RETRY_MODE", "legacy");
  EXPECT_EQ(config().retry.max_attempts, 5);
}

TEST_F(ConfigTest, AValueThatCannotBeReadNamesWhereItStands) {
  options.region = "a-1";
  environment.set("AWS_MAX_ATTEMPTS", "0");
  EXPECT_EQ(error().message, "AWS_MAX_ATTEMPTS is \"0\"; expected a number of at least 1");
  environment.set("AWS_MAX_ATTEMPTS", "3x");
  EXPECT_EQ(error().code, "bad_setting");
  environment.set("AWS_MAX_ATTEMPTS", "3");
  environment.set("AWS_USE_FIPS_ENDPOINT", "yes");
  EXPECT_EQ(error().message, "AWS_USE_FIPS_ENDPOINT is \"yes\"; expected true or false");
  environment.set("AWS_USE_FIPS_ENDPOINT", "TRUE");
  write_config("[default]\nretry_mode = fast\n");
  EXPECT_EQ(error().message, "retry_mode of profile \"default\" is \"fast\"; expected standard, adaptive or legacy");
}

TEST_F(ConfigTest, CaBundleAndProxiesReachTheTransport) {
  options.region = "a-1";
  write_config("[default]\nca_bundle = /etc/profile.pem\n");
  EXPECT_EQ(transport_options(environment, config()).ca_bundle, "/etc/profile.pem");
  environment.set("AWS_CA_BUNDLE", "/etc/own.pem");
  environment.set("ALL_PROXY", "http://all:1");
  environment.set("HTTPS_PROXY", "http://upper:1");
  environment.set("https_proxy", "http://lower:1");
  environment.set("NO_PROXY", "internal");
  const TransportOptions transport = transport_options(environment, config());
  EXPECT_EQ(transport.ca_bundle, "/etc/own.pem");
  EXPECT_EQ(transport.http_proxy, "http://all:1");
  EXPECT_EQ(transport.https_proxy, "http://lower:1");
  EXPECT_EQ(transport.no_proxy, "internal");
}

}  // namespace
}  // namespace itk::aws
