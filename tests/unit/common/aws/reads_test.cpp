// What doctor, resolver and preflight ask. Each request is what botocore 1.43 sends for the same call (service models
// sqs 2012-11-05, lambda 2015-03-31, bedrock-agent 2023-06-05, iam 2010-05-08, ssm 2014-11-06, secretsmanager
// 2017-10-17, service-quotas 2019-06-24, xray 2016-04-12), but for spaces in its JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/aws/agents.h"
#include "common/aws/functions.h"
#include "common/aws/home_region.h"
#include "common/aws/iam.h"
#include "common/aws/queues.h"
#include "common/aws/secrets_manager.h"
#include "common/aws/service_quotas.h"
#include "common/aws/ssm.h"
#include "common/aws/xray.h"
#include "tests/support/fake_client.h"

namespace itk::aws {
namespace {

using test::FakeClient;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Method, URL and body of what was sent, and the headers that say which operation it is.
std::string sent(const FakeClient& fake, std::size_t index = 0) {
  const HttpRequest& request = fake.transport.requests.at(index);
  std::string text = request.method + " " + request.url;
  for (const char* name : {"X-Amz-Target", "Content-Type", "x-amzn-query-mode"}) {
    if (const auto value = find_header(request.headers, name)) {
      text += " " + std::string(*value);
    }
  }
  return text + " " + request.body;
}

TEST(Queues, TheUrlOfAQueueIsAskedByNameAndOwner) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, R"({"QueueUrl":"https://q"})");
  EXPECT_EQ(get_queue_url(fake.client, "q", "111111111111"), "https://q");
  EXPECT_EQ(sent(fake), "POST https://service.test/ AmazonSQS.GetQueueUrl application/x-amz-json-1.0 true "
                        R"({"QueueName":"q","QueueOwnerAWSAccountId":"111111111111"})");
}

TEST(Queues, AllPagesOfAListAreRead) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, R"({"QueueUrls":["a","b"],"NextToken":"t"})");
  fake.transport.answer(200, R"({"QueueUrls":["c"]})");
  EXPECT_THAT(list_queues(fake.client, "it").value(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(fake.transport.requests.at(0).body, R"({"QueueNamePrefix":"it","MaxResults":1000})");
  EXPECT_EQ(fake.transport.requests.at(1).body, R"({"QueueNamePrefix":"it","NextToken":"t","MaxResults":1000})");
}

TEST(Queues, MessagesComeWithTheirAttributes) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200,
                        R"({"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"b \"x\"",)"
                        R"("Attributes":{"SentTimestamp":"17","ApproximateReceiveCount":"4"},"MessageAttributes":)"
                        R"({"ITK_TRACE_ID":{"DataType":"String","StringValue":"itk-1"},"n":{"StringValue":"2"}}}]})");
  const auto messages = receive_messages(fake.client, "https://q", 30);
  ASSERT_EQ(messages->size(), 1U);
  EXPECT_EQ(messages->at(0).body, "b \"x\"");
  EXPECT_EQ(messages->at(0).receipt, "r");
  EXPECT_EQ(messages->at(0).attributes.at("ITK_TRACE_ID"), "itk-1");
  EXPECT_EQ(messages->at(0).attributes.at("n"), "2");
  EXPECT_EQ(messages->at(0).system_attributes.at("ApproximateReceiveCount"), "4");
  EXPECT_EQ(fake.transport.requests.at(0).body,
            R"({"QueueUrl":"https://q","MessageSystemAttributeNames":["All"],"MessageAttributeNames":["All"],)"
            R"("MaxNumberOfMessages":10,"VisibilityTimeout":30,"WaitTimeSeconds":1})");
}

TEST(Queues, AMessageIsGivenBack) {
  FakeClient fake(Service::Sqs);
  fake.transport.answer(200, "");
  EXPECT_TRUE(change_message_visibility(fake.client, "https://q", "r", 0));
  EXPECT_EQ(sent(fake), "POST https://service.test/ AmazonSQS.ChangeMessageVisibility application/x-amz-json-1.0 true "
                        R"({"QueueUrl":"https://q","ReceiptHandle":"r","VisibilityTimeout":0})");
}

TEST(Functions, AConfigurationIsAskedByArnAndQualifier) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(200,
                        R"({"FunctionName":"f","FunctionArn":"a","State":"Active","LastUpdateStatus":"Successful",)"
                        R"("Timeout":30,"LoggingConfig":{"LogFormat":"JSON","LogGroup":"/custom"},)"
                        R"("TracingConfig":{"Mode":"Active"}})");
  const auto read = get_function_configuration(fake.client, "arn:aws:lambda:us-east-1:123456789012:function:f", "live");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->state, "Active");
  EXPECT_EQ(read->timeout_seconds, 30);
  EXPECT_EQ(read->log_group, "/custom");
  EXPECT_EQ(read->tracing, "Active");
  EXPECT_EQ(sent(fake), "GET https://service.test/2015-03-31/functions/"
                        "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af/configuration?Qualifier=live ");
}

TEST(Functions, AllPagesOfAListAreRead) {
  FakeClient fake(Service::Lambda);
  fake.transport.answer(200,
                        R"({"Functions":[{"FunctionName":"a","LoggingConfig":{"LogGroup":"/x"}}],"NextMarker":"m/1"})");
  fake.transport.answer(200, R"({"Functions":[{"FunctionName":"b"}],"NextMarker":null})");
  const auto functions = list_functions(fake.client);
  ASSERT_EQ(functions->size(), 2U);
  EXPECT_EQ(functions->at(0).log_group, "/x");
  EXPECT_EQ(functions->at(1).log_group, "/aws/lambda/b");
  EXPECT_EQ(sent(fake, 1), "GET https://service.test/2015-03-31/functions?Marker=m%2F1 ");
}

TEST(Agents, AnAgentAndItsAliasAreRead) {
  FakeClient fake(Service::BedrockAgent);
  fake.transport.answer(200, R"({"agent":{"agentId":"ABCDEFGHIJ","agentName":"n","agentStatus":"PREPARED"}})");
  fake.transport.answer(200, R"({"agentAlias":{"agentAliasId":"TSTALIASID","agentAliasName":"live","agentAliasStatus":)"
                             R"("PREPARED","aliasInvocationState":"REJECT_INVOCATIONS","routingConfiguration":)"
                             R"([{"agentVersion":"3"}]}})");
  EXPECT_EQ(get_agent(fake.client, "ABCDEFGHIJ")->status, "PREPARED");
  const auto alias = get_agent_alias(fake.client, "ABCDEFGHIJ", "TSTALIASID");
  EXPECT_EQ(alias->name, "live");
  EXPECT_FALSE(alias->accepts_invocations);
  EXPECT_THAT(alias->versions, ElementsAre("3"));
  EXPECT_EQ(sent(fake, 0), "GET https://service.test/agents/ABCDEFGHIJ/ ");
  EXPECT_EQ(sent(fake, 1), "GET https://service.test/agents/ABCDEFGHIJ/agentaliases/TSTALIASID/ ");
}

TEST(Agents, AllPagesOfAListAreRead) {
  FakeClient fake(Service::BedrockAgent);
  fake.transport.answer(200, R"({"agentSummaries":[{"agentId":"A","agentName":"a"}],"nextToken":"t"})");
  fake.transport.answer(200, R"({"agentSummaries":[{"agentId":"B","agentName":"b"}]})");
  EXPECT_EQ(list_agents(fake.client)->size(), 2U);
  EXPECT_EQ(sent(fake, 0), "POST https://service.test/agents/ application/json {}");
}

TEST(AccountAliases, AreAskedInTheQueryProtocol) {
  FakeClient fake(Service::Iam);
  fake.transport.answer(
      200, R"(<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult>)"
           R"(<IsTruncated>false</IsTruncated><AccountAliases><member>acme-prod</member></AccountAliases>)"
           R"(</ListAccountAliasesResult></ListAccountAliasesResponse>)");
  fake.transport.answer(200, "<R><AccountAliases/></R>");
  EXPECT_THAT(list_account_aliases(fake.client).value(), ElementsAre("acme-prod"));
  EXPECT_THAT(list_account_aliases(fake.client).value(), IsEmpty());
  EXPECT_EQ(sent(fake), "POST https://service.test/ application/x-www-form-urlencoded; charset=utf-8 "
                        "Action=ListAccountAliases&Version=2010-05-08");
}

TEST(AccountAliases, AreSignedForTheHomeOfThePartition) {
  const auto home = [](const std::string& region, bool fips = false) {
    Config config;
    config.region = region;
    config.use_fips = fips;
    return resolve_endpoint(config, Service::Iam)->url + " " + at_home_of(Service::Iam, config).region;
  };
  EXPECT_EQ(home("eu-west-1"), "https://iam.amazonaws.com us-east-1");
  EXPECT_EQ(home("eu-west-1", true), "https://iam-fips.amazonaws.com us-east-1");
  EXPECT_EQ(home("cn-northwest-1"), "https://iam.cn-north-1.amazonaws.com.cn cn-north-1");
  EXPECT_EQ(home("us-gov-east-1", true), "https://iam.us-gov.amazonaws.com us-gov-west-1");
  EXPECT_EQ(home("eusc-de-east-1"), "https://iam.eusc-de-east-1.amazonaws.eu eusc-de-east-1");
  EXPECT_EQ(home("us-isob-west-1"), "https://iam.us-isob-east-1.sc2s.sgov.gov us-isob-east-1");
}

TEST(SecretValues, AreAskedDecrypted) {
  FakeClient ssm(Service::Ssm);
  ssm.transport.answer(200, R"({"Parameter":{"Name":"/a/b","Type":"SecureString","Value":"v \u00e9"}})");
  EXPECT_EQ(get_parameter(ssm.client, "/a/b"), "v é");
  EXPECT_EQ(sent(ssm), "POST https://service.test/ AmazonSSM.GetParameter application/x-amz-json-1.1 "
                       R"({"Name":"/a/b","WithDecryption":true})");
  FakeClient secrets(Service::SecretsManager);
  secrets.transport.answer(200, R"({"Name":"x","SecretString":"{\"k\":\"v\"}"})");
  secrets.transport.answer(200, R"({"Name":"x","SecretBinary":"aGk="})");
  EXPECT_EQ(get_secret_value(secrets.client, "x"), R"({"k":"v"})");
  EXPECT_EQ(get_secret_value(secrets.client, "x"), "hi");
  EXPECT_EQ(sent(secrets), "POST https://service.test/ secretsmanager.GetSecretValue application/x-amz-json-1.1 "
                           R"({"SecretId":"x"})");
}

TEST(SecretValues, StayOutOfTheErrorsOfTruncatedAnswers) {
  const std::string parameter = R"({"Parameter":{"Name":"n","Value":"canary-1"}})";
  for (std::size_t n = 0; n < parameter.size(); ++n) {
    FakeClient fake(Service::Ssm);
    fake.transport.answer(200, parameter.substr(0, n));
    const auto value = get_parameter(fake.client, "n");
    ASSERT_FALSE(value) << n;
    EXPECT_THAT(value.error().message + fake.logged, Not(HasSubstr("canary")));
  }
  FakeClient fake(Service::SecretsManager);
  fake.transport.answer(200, R"({"SecretBinary":"canary!"})");
  EXPECT_THAT(get_secret_value(fake.client, "x").error().message, Not(HasSubstr("canary")));
}

TEST(TraceDestination, TellsXRayFromTransactionSearch) {
  FakeClient fake(Service::Xray);
  fake.transport.answer(200, R"({"Destination":"CloudWatchLogs","Status":"ACTIVE"})");
  EXPECT_EQ(get_trace_segment_destination(fake.client)->destination, "CloudWatchLogs");
  EXPECT_EQ(sent(fake), "POST https://service.test/GetTraceSegmentDestination ");
}

TEST(ServiceQuota, IsAskedByItsCode) {
  FakeClient fake(Service::ServiceQuotas);
  fake.transport.answer(200, R"({"Quota":{"QuotaName":"Concurrent executions","Value":1000.0,"Adjustable":true}})");
  const auto quota = get_service_quota(fake.client, "lambda", "L-B99A9384");
  EXPECT_EQ(quota->value, 1000);
  EXPECT_TRUE(quota->adjustable);
  EXPECT_EQ(sent(fake), "POST https://service.test/ ServiceQuotasV20190624.GetServiceQuota application/x-amz-json-1.1 "
                        R"({"ServiceCode":"lambda","QuotaCode":"L-B99A9384"})");
}

TEST(Reads, WhatCannotBeReadIsAnErrorOfTheService) {
  for (const char* body : {"", "[]", "{", "{}", "nonsense"}) {
    FakeClient fake(Service::Sqs);
    for (int i = 0; i < 7; ++i) {
      fake.transport.answer(200, body, {{"x-amzn-requestid", "r-1"}});
    }
    for (const Error& error :
         {get_queue_url(fake.client, "q", "").error(), get_function_configuration(fake.client, "f", "").error(),
          get_agent(fake.client, "a").error(), get_agent_alias(fake.client, "a", "b").error(),
          get_parameter(fake.client, "p").error(), get_trace_segment_destination(fake.client).error(),
          get_service_quota(fake.client, "s", "q").error()}) {
      EXPECT_EQ(error.code, "bad_answer");
      EXPECT_EQ(error.request_id, "r-1");
    }
  }
}

TEST(Reads, ATokenThatRepeatsItselfDoesNotLoopForEver) {
  FakeClient fake(Service::Sqs);
  for (int i = 0; i < 2; ++i) {
    fake.transport.answer(200, R"({"QueueUrls":["a"],"NextToken":"t"})");
  }
  EXPECT_THAT(list_queues(fake.client, "").error().message, HasSubstr("repeats itself"));
}

TEST(Reads, HostsOfTheServicesThatOnlyTheyCall) {
  const auto host = [](Service service, const std::string& region, bool fips, bool dualstack) {
    Config config;
    config.region = region;
    config.use_fips = fips;
    config.use_dualstack = dualstack;
    return resolve_endpoint(config, service)->url;
  };
  EXPECT_EQ(host(Service::Ssm, "us-gov-west-1", true, false), "https://ssm.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(host(Service::Ssm, "us-gov-west-1", true, true), "https://ssm-fips.us-gov-west-1.api.aws");
  EXPECT_EQ(host(Service::SecretsManager, "us-east-1", true, true),
            "https://secretsmanager-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(host(Service::ServiceQuotas, "us-gov-west-1", true, false),
            "https://servicequotas.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(host(Service::ServiceQuotas, "us-east-1", false, true), "https://servicequotas.us-east-1.api.aws");
}

}  // namespace
}  // namespace itk::aws
