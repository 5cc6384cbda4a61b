#include "common/aws/service.h"

#include <algorithm>

namespace itk::aws {
namespace {

constexpr std::string_view k_json_1_0 = "application/x-amz-json-1.0";
constexpr std::string_view k_json_1_1 = "application/x-amz-json-1.1";
constexpr std::string_view k_json = "application/json";
constexpr std::string_view k_form = "application/x-www-form-urlencoded; charset=utf-8";

using enum GovFipsHost;
using enum Protocol;

constexpr std::array<ServiceInfo, 15> k_services = {{
    {Service::Sqs, "sqs", "sqs", "sqs", "sqs", "AmazonSQS", k_json_1_0, Json, Plain},
    {Service::Logs, "logs", "logs", "logs", "cloudwatch_logs", "Logs_20140328", k_json_1_1, Json, Plain},
    {Service::LogsStream, "logs", "stream-logs", "logs", "cloudwatch_logs", "Logs_20140328", k_json_1_1, Json, Plain},
    {Service::Sts, "sts", "sts", "sts", "sts", "", k_form, Query, PlainAlsoWithDualStack},
    {Service::Lambda, "lambda", "lambda", "lambda", "lambda", "", k_json, Json, Suffixed},
    {Service::Xray, "xray", "xray", "xray", "xray", "", k_json, Json, Suffixed},
    {Service::BedrockAgentRuntime, "bedrock-agent-runtime", "bedrock-agent-runtime", "bedrock", "bedrock_agent_runtime",
     "", k_json, Json, Suffixed},
    {Service::BedrockAgent, "bedrock-agent", "bedrock-agent", "bedrock", "bedrock_agent", "", k_json, Json, Suffixed},
    {Service::BedrockAgentCore, "bedrock-agentcore", "bedrock-agentcore", "bedrock-agentcore", "bedrock_agentcore", "",
     k_json, Json, Suffixed},
    {Service::Sso, "sso", "portal.sso", "awsssoportal", "sso", "", k_json, Json, Suffixed},
    {Service::SsoOidc, "sso-oidc", "oidc", "sso-oauth", "sso_oidc", "", k_json, Json, Suffixed},
    {Service::Iam, "iam", "iam", "iam", "iam", "", k_form, Query, Plain},
    {Service::Ssm, "ssm", "ssm", "ssm", "ssm", "AmazonSSM", k_json_1_1, Json, Plain},
    {Service::SecretsManager, "secretsmanager", "secretsmanager", "secretsmanager", "secrets_manager", "secretsmanager",
     k_json_1_1, Json, Suffixed},
    {Service::ServiceQuotas, "service-quotas", "servicequotas", "servicequotas", "service_quotas",
     "ServiceQuotasV20190624", k_json_1_1, Json, Plain},
}};

}  // namespace

const ServiceInfo& service_info(Service service) {
  return *std::find_if(k_services.begin(), k_services.end(),
                       [&](const ServiceInfo& info) { return info.service == service; });
}

const std::array<ServiceInfo, 15>& all_services() { return k_services; }

}  // namespace itk::aws
