#include <gtest/gtest.h>

#include "common/aws/config.h"
#include "common/aws/partition.h"
#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::aws {
namespace {

Config config_of(std::string region, bool fips = false, bool dualstack = false) {
  Config config;
  config.region = std::move(region);
  config.use_fips = fips;
  config.use_dualstack = dualstack;
  return config;
}

std::string url_of(const Config& config, Service service) {
  const auto endpoint = resolve_endpoint(config, service);
  return endpoint ? endpoint->url : endpoint.error().message;
}

TEST(Endpoint, HasAHostInEveryPartition) {
  const std::vector<std::array<std::string, 4>> rows = {
      {"us-east-1", "aws", "https://sqs.us-east-1.amazonaws.com", "https://sqs.us-east-1.api.aws"},
      {"mx-central-1", "aws", "https://sqs.mx-central-1.amazonaws.com", "https://sqs.mx-central-1.api.aws"},
      {"cn-north-1", "aws-cn", "https://sqs.cn-north-1.amazonaws.com.cn",
       "https://sqs.cn-north-1.api.amazonwebservices.com.cn"},
      {"us-gov-west-1", "aws-us-gov", "https://sqs.us-gov-west-1.amazonaws.com", "https://sqs.us-gov-west-1.api.aws"},
      {"eusc-de-east-1", "aws-eusc", "https://sqs.eusc-de-east-1.amazonaws.eu",
       "https://sqs.eusc-de-east-1.api.amazonwebservices.eu"},
      {"us-iso-east-1", "aws-iso", "https://sqs.us-iso-east-1.c2s.ic.gov", "https://sqs.us-iso-east-1.api.aws.ic.gov"},
      {"us-isob-east-1", "aws-iso-b", "https://sqs.us-isob-east-1.sc2s.sgov.gov",
       "https://sqs.us-isob-east-1.api.aws.scloud"},
      {"eu-isoe-west-1", "aws-iso-e", "https://sqs.eu-isoe-west-1.cloud.adc-e.uk",
       "https://sqs.eu-isoe-west-1.api.cloud-aws.adc-e.uk"},
      {"us-isof-south-1", "aws-iso-f", "https://sqs.us-isof-south-1.csp.hci.ic.gov",
       "https://sqs.us-isof-south-1.api.aws.hci.ic.gov"},
      {"zz-new-7", "aws", "https://sqs.zz-new-7.amazonaws.com", "https://sqs.zz-new-7.api.aws"},
  };
  for (const auto& [region, partition, url, dualstack_url] : rows) {
    EXPECT_EQ(partition_of(region).id, partition);
    EXPECT_EQ(url_of(config_of(region), Service::Sqs), url);
    EXPECT_EQ(url_of(config_of(region, false, true), Service::Sqs), dualstack_url);
  }
}

TEST(Endpoint, UsesThePrefixOfTheService) {
  const Config config = config_of("eu-west-1");
  EXPECT_EQ(url_of(config, Service::Logs), "https://logs.eu-west-1.amazonaws.com");
  EXPECT_EQ(url_of(config, Service::Sts), "https://sts.eu-west-1.amazonaws.com");
  EXPECT_EQ(url_of(config, Service::BedrockAgentRuntime), "https://bedrock-agent-runtime.eu-west-1.amazonaws.com");
  EXPECT_FALSE(resolve_endpoint(config, Service::Logs)->custom);
}

TEST(Endpoint, FipsHostsAreNamedSoExceptWhereThePlainOneIsFips) {
  EXPECT_EQ(url_of(config_of("us-east-1", true), Service::Sqs), "https://sqs-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(url_of(config_of("us-east-1", true, true), Service::Sts), "https://sts-fips.us-east-1.api.aws");
  const Config gov = config_of("us-gov-west-1", true), gov_dual = config_of("us-gov-west-1", true, true);
  EXPECT_EQ(url_of(gov, Service::Sqs), "https://sqs.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(url_of(gov, Service::Logs), "https://logs.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(url_of(gov, Service::Sts), "https://sts.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(url_of(gov, Service::Lambda), "https://lambda-fips.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(url_of(gov_dual, Service::Sqs), "https://sqs-fips.us-gov-west-1.api.aws");
  EXPECT_EQ(url_of(gov_dual, Service::Sts), "https://sts.us-gov-west-1.api.aws");
}

// Flags, variables and a config file, from the weakest to the strongest.
class ConfiguredEndpoint : public ::testing::Test {
 protected:
  ConfiguredEndpoint() {
    environment.set("HOME", home.path());
    environment.set("AWS_REGION", "eu-west-1");
  }
  void write_config(std::string_view text) {
    std::filesystem::create_directories(home / ".aws");
    ASSERT_TRUE(write_file(home / ".aws/config", text));
  }
  Result<Endpoint> endpoint(Service service) {
    return load_config(environment, options).and_then([&](const Config& config) {
      return resolve_endpoint(config, service);
    });
  }
  std::string url(Service service) {
    const auto resolved = endpoint(service);
    return resolved ? resolved->url : resolved.error().message;
  }

  test::TempDir home;
  Environment environment;
  ConfigOptions options;
};

TEST_F(ConfiguredEndpoint, TheMoreSpecificWins) {
  write_config("[default]\nendpoint_url = http://profile:1\n");
  EXPECT_EQ(url(Service::Sqs), "http://profile:1");
  EXPECT_TRUE(endpoint(Service::Sqs)->custom);
  write_config("[default]\nendpoint_url = http://profile:1\nservices = local\n"
               "[services local]\nsqs =\n  endpoint_url = http://services:1/\n");
  EXPECT_EQ(url(Service::Sqs), "http://services:1");
  EXPECT_EQ(url(Service::Logs), "http://profile:1");
  environment.set("AWS_ENDPOINT_URL", "http://all:1");
  EXPECT_EQ(url(Service::Sqs), "http://all:1");
  environment.set("AWS_ENDPOINT_URL_SQS", "http://sqs:1/prefix/");
  EXPECT_EQ(url(Service::Sqs), "http://sqs:1/prefix");
  EXPECT_EQ(url(Service::Logs), "http://all:1");
  options.endpoint_url = "http://flag:1";
  EXPECT_EQ(url(Service::Sqs), "http://flag:1");
}

TEST_F(ConfiguredEndpoint, ServicesHaveTheirIdInTheVariable) {
  environment.set("AWS_ENDPOINT_URL_LOGS", "http://wrong:1");
  EXPECT_EQ(url(Service::Logs), "https://logs.eu-west-1.amazonaws.com");
  environment.set("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://right:1");
  environment.set("AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME", "http://agents:1");
  EXPECT_EQ(url(Service::Logs), "http://right:1");
  EXPECT_EQ(url(Service::BedrockAgentRuntime), "http://agents:1");
  EXPECT_EQ(url(Service::BedrockAgent), "https://bedrock-agent.eu-west-1.amazonaws.com");
}

TEST_F(ConfiguredEndpoint, AllButTheFlagCanBeSwitchedOff) {
  environment.set("AWS_ENDPOINT_URL_SQS", "http://sqs:1");
  environment.set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
  EXPECT_EQ(url(Service::Sqs), "https://sqs.eu-west-1.amazonaws.com");
  options.endpoint_url = "http://flag:1";
  EXPECT_EQ(url(Service::Sqs), "http://flag:1");
}

TEST_F(ConfiguredEndpoint, DoesNotGoTogetherWithFipsOrDualStack) {
  environment.set("AWS_ENDPOINT_URL", "http://all:1");
  environment.set("AWS_USE_FIPS_ENDPOINT", "true");
  EXPECT_EQ(url(Service::Sqs), "AWS_ENDPOINT_URL gives the endpoint http://all:1, which cannot be combined with "
                               "AWS_USE_FIPS_ENDPOINT: "
                               "unset one of the two");
}

TEST_F(ConfiguredEndpoint, AUrlThatIsNoneNamesWhereItStands) {
  environment.set("AWS_ENDPOINT_URL_SQS", "localhost:5566");
  const auto bad = endpoint(Service::Sqs);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "bad_endpoint_url");
  EXPECT_EQ(bad.error().exit, ExitCode::Usage);
  EXPECT_NE(bad.error().message.find("AWS_ENDPOINT_URL_SQS"), std::string::npos);
}

TEST_F(ConfiguredEndpoint, AServicesSectionThatIsMissingIsAnError) {
  write_config("[default]\nservices = local\n");
  const auto bad = endpoint(Service::Sqs);
  ASSERT_FALSE(bad);
  EXPECT_EQ(
      bad.error().message,
      (home / ".aws/config") + ":2: profile \"default\" names services = local, but there is no [services local]");
}

}  // namespace
}  // namespace itk::aws
