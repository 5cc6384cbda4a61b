// What a pre-flight asks about an account, and how it is told that it may not know.
#include "tests/unit/sandbox/fixture.h"

namespace itk::sandbox::test {
namespace {

using LookupsTest = SandboxTest;

TEST_F(LookupsTest, FunctionsTellTheirStateAndLogGroup) {
  start();
  const Answer one =
      client->at("lambda", "GET", "/2015-03-31/functions/itk-demo-orchestrator/configuration?Qualifier=live");
  EXPECT_EQ(one.document["State"].asString(), "Active");
  EXPECT_EQ(one.document["Version"].asString(), "1");
  EXPECT_EQ(one.document["LoggingConfig"]["LogGroup"].asString(), "/aws/lambda/itk-demo-orchestrator");
  EXPECT_EQ(client->at("lambda", "GET", "/2015-03-31/functions/itk-demo-action-group")
                .document["Configuration"]["FunctionName"],
            "itk-demo-action-group");
  EXPECT_EQ(client->at("lambda", "GET", "/2015-03-31/functions/").document["Functions"].size(), 2U);
  EXPECT_EQ(client->at("lambda", "GET", "/2015-03-31/functions/none").header("x-amzn-errortype"),
            "ResourceNotFoundException");
  EXPECT_EQ(client->at("lambda", "GET", "/2016-08-19/account-settings/")
                .document["AccountLimit"]["ConcurrentExecutions"]
                .asInt(),
            1000);
}

TEST_F(LookupsTest, SomeLogGroupsAreKeptForThirtyDaysAndSomeForEver) {
  start();
  int kept = 0, for_ever = 0;
  const Answer answer = client->logs("DescribeLogGroups", "{}");
  for (const Json::Value& group : answer.document["logGroups"]) {
    ++(group["retentionInDays"].asInt() == 30 ? kept : for_ever);
  }
  EXPECT_EQ(kept, 5);
  EXPECT_EQ(for_ever, 3);
}

TEST_F(LookupsTest, AccountHasAnAliasQuotasAndATraceDestination) {
  options.account.alias = "acme-production";
  start();
  EXPECT_NE(client->query("iam", "Action=ListAccountAliases&Version=2010-05-08")
                .body.find("<member>acme-production</member>"),
            std::string::npos);
  EXPECT_EQ(client
                ->json("servicequotas", "ServiceQuotasV20190624.GetServiceQuota",
                       R"({"ServiceCode":"lambda","QuotaCode":"L-B99A9384"})")
                .document["Quota"]["Value"]
                .asInt(),
            1000);
  EXPECT_EQ(client
                ->json("servicequotas", "ServiceQuotasV20190624.GetServiceQuota",
                       R"({"ServiceCode":"lambda","QuotaCode":"L-00000000"})")
                .error(),
            "NoSuchResourceException");
  EXPECT_EQ(client->at("xray", "POST", "/GetTraceSegmentDestination", "{}").document["Destination"].asString(),
            "CloudWatchLogs");
}

TEST_F(LookupsTest, ParametersAndSecretsAreReadByName) {
  options.parameters = {{"/app/key", "s3cret"}, {"/app/name", "Ada"}};
  options.secrets = {{"app/pin", "0000"}};
  start();
  const auto parameter = [this](const std::string& body) {
    return client->json("ssm", "AmazonSSM.GetParameter", body).document["Parameter"]["Value"].asString();
  };
  EXPECT_EQ(parameter(R"({"Name":"/app/name"})"), "Ada");
  EXPECT_EQ(parameter(R"({"Name":"/app/key","WithDecryption":true})"), "s3cret");
  EXPECT_EQ(parameter(R"({"Name":"/app/key"})").find("s3cret"), std::string::npos);
  EXPECT_EQ(client->json("ssm", "AmazonSSM.GetParameter", R"({"Name":"/none"})").error(), "ParameterNotFound");
  const Answer several = client->json("ssm", "AmazonSSM.GetParameters", R"({"Names":["/app/name","/none"]})");
  EXPECT_EQ(several.document["Parameters"].size(), 1U);
  EXPECT_EQ(several.document["InvalidParameters"][0].asString(), "/none");
  EXPECT_EQ(client->json("secretsmanager", "secretsmanager.GetSecretValue", R"({"SecretId":"app/pin"})")
                .document["SecretString"]
                .asString(),
            "0000");
  EXPECT_EQ(client->json("secretsmanager", "secretsmanager.GetSecretValue", R"({"SecretId":"none"})").error(),
            "ResourceNotFoundException");
}

TEST_F(LookupsTest, DeniedActionIsNamedAsIamNamesIt) {
  options.denied = {"sqs:SendMessage", "lambda:InvokeFunction", "logs:*", "sts:AssumeRole"};
  start();
  const Answer sqs = client->sqs("SendMessageBatch", "{}");
  EXPECT_EQ(sqs.status, 403);
  EXPECT_EQ(sqs.header("x-amzn-query-error"), "AccessDenied;Sender");
  EXPECT_NE(sqs.body.find(
                "User: arn:aws:iam::123456789012:user/itk-sandbox is not authorized to perform: sqs:SendMessage on"),
            std::string::npos)
      << sqs.body;
  EXPECT_EQ(client->lambda("itk-demo-orchestrator", "{}").header("x-amzn-errortype"), "AccessDeniedException");
  EXPECT_EQ(client->logs("DescribeLogGroups", "{}").error(), "AccessDeniedException");
  EXPECT_NE(client->sts("Action=AssumeRole&Version=2011-06-15").body.find("<Code>AccessDenied</Code>"),
            std::string::npos);
  EXPECT_EQ(client->sqs("ListQueues", "{}").status, 200);
}

}  // namespace
}  // namespace itk::sandbox::test
