#include "tests/unit/common/aws/credentials_fixture.h"

namespace itk::aws {
namespace {

using ::testing::HasSubstr;

constexpr char k_keys[] =
    R"({"AccessKeyId":"ASIAC","SecretAccessKey":"s","Token":"t","Expiration":"2026-09-21T15:00:00Z","RoleArn":"r"})";

class InstanceMetadata : public CredentialsFixture {
 protected:
  InstanceMetadata() { environment.set("AWS_EC2_METADATA_DISABLED", ""); }
  void answer_keys() {
    transport.answer(200, "imds-token");
    transport.answer(200, "my-role");
    transport.answer(200, k_keys);
  }
};

TEST_F(InstanceMetadata, TakesATokenTheRoleAndItsKeys) {
  answer_keys();
  EXPECT_EQ(loaded_id(), "ASIAC");
  EXPECT_EQ(transport.requests.at(0).method, "PUT");
  EXPECT_EQ(transport.requests.at(0).url, "http://169.254.169.254/latest/api/token");
  EXPECT_EQ(header(0, "X-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(transport.requests.at(1).method, "GET");
  EXPECT_EQ(transport.requests.at(1).url, "http://169.254.169.254/latest/meta-data/iam/security-credentials/");
  EXPECT_EQ(header(1, "X-aws-ec2-metadata-token"), "imds-token");
  EXPECT_EQ(transport.requests.at(2).url, "http://169.254.169.254/latest/meta-data/iam/security-credentials/my-role");
  for (const HttpRequest& request : transport.requests) {
    EXPECT_FALSE(request.may_use_proxy);
    EXPECT_EQ(request.timeouts.connect, std::chrono::milliseconds(1000));
    EXPECT_EQ(request.timeouts.total, std::chrono::milliseconds(1000));
  }
}

TEST_F(InstanceMetadata, IsNotAskedWhereItIsSwitchedOff) {
  environment.set("AWS_EC2_METADATA_DISABLED", "TRUE");
  EXPECT_THAT(error().message, HasSubstr("AWS_EC2_METADATA_DISABLED is set"));
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(InstanceMetadata, HasOtherAddressesWhereConfigured) {
  environment.set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6");
  answer_keys();
  ASSERT_TRUE(load());
  EXPECT_THAT(transport.requests.at(0).url, HasSubstr("http://[fd00:ec2::254]/latest"));
  environment.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://localhost:1338/");
  answer_keys();
  ASSERT_TRUE(load());
  EXPECT_EQ(transport.requests.at(3).url, "http://localhost:1338/latest/api/token");
  environment.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", "");
  environment.set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "");
  write_config("[default]\nec2_metadata_service_endpoint = http://127.0.0.1:9\n");
  answer_keys();
  ASSERT_TRUE(load());
  EXPECT_THAT(transport.requests.at(6).url, HasSubstr("http://127.0.0.1:9/"));
  environment.set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv7");
  EXPECT_EQ(error().exit, ExitCode::Usage);
}

TEST_F(InstanceMetadata, AMachineWithoutItSimplyHasNoCredentials) {
  transport.fail("connect_timeout");
  EXPECT_EQ(error().code, "no_credentials");
  EXPECT_EQ(transport.requests.size(), 1u);
  transport.answer(200, "imds-token");
  transport.answer(404, "");
  EXPECT_EQ(error().code, "no_credentials");
  transport.answer(403, "");
  EXPECT_EQ(error().code, "no_credentials");
  for (const char* name : {"", "a role", "../x", "a?b"}) {
    transport.answer(200, "imds-token");
    transport.answer(200, name);
    EXPECT_EQ(error().code, "no_credentials") << name;
  }
  answer_keys();
  EXPECT_EQ(loaded_id(), "ASIAC");
}

}  // namespace
}  // namespace itk::aws
