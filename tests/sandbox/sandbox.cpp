#include "tests/sandbox/sandbox.h"

#include <fmt/format.h>

#include "tests/sandbox/agentcore/service.h"
#include "tests/sandbox/aws/gateway.h"
#include "tests/sandbox/aws/keys.h"
#include "tests/sandbox/bedrock/service.h"
#include "tests/sandbox/control/service.h"
#include "tests/sandbox/credentials/metadata.h"
#include "tests/sandbox/credentials/sso.h"
#include "tests/sandbox/demo/system.h"
#include "tests/sandbox/http/server.h"
#include "tests/sandbox/lambda/service.h"
#include "tests/sandbox/lookups/account_facts.h"
#include "tests/sandbox/sqs/queues.h"
#include "tests/sandbox/sqs/service.h"
#include "tests/sandbox/sts/service.h"
#include "tests/sandbox/web/http_service.h"
#include "tests/sandbox/web/mcp_service.h"
#include "tests/sandbox/xray/service.h"

namespace itk::sandbox {
namespace {

// The demo system, and what serves it outside AWS.
struct Demo {
  Demo(sqs::Queues& queues, logs::LogStore& logs, xray::TraceStore& traces, Clock& clock, const Account& account)
      : system(queues, logs, traces, clock, account), http(system.http_api()), mcp(system.mcp_tools()) {}

  demo::DemoSystem system;
  web::HttpService http;
  web::McpService mcp;
};

}  // namespace

struct Sandbox::Implementation {
  Implementation(SandboxOptions given, Clock& clock)
      : options(std::move(given)),
        queues(clock, fmt::format("arn:aws:sqs:{}:{}:", options.account.region, options.account.id)),
        log_store(clock, options.delay),
        trace_store(clock, options.delay, options.traces_to_xray),
        keys(options.account),
        sqs_service(queues, options.account),
        logs_service(log_store, options.account, options.paging),
        sts_service(options.account, keys, options.session),
        iam_service(options.account),
        quota_service(options.account),
        ssm_service(options.account, options.parameters),
        secrets_service(options.account, options.secrets),
        xray_service(trace_store),
        container(options.account, keys, options.session),
        instance(options.account, keys, options.session),
        sso(options.account, keys, options.session),
        demo(options.demo ? std::make_unique<Demo>(queues, log_store, trace_store, clock, options.account) : nullptr),
        lambda_service(options.account),
        bedrock_service(options.account, demo ? &demo->system : nullptr),
        agentcore_service(options.account, demo ? &demo->system : nullptr),
        faults(options.faults, options.denied),
        control(ledger, faults),
        gateway(options.account, clock, keys, ledger, faults, services()) {
    if (demo) {
      lambda_service.deploy(demo->system.functions());
    }
  }

  Services services() {
    Services all{{{"sqs", sqs_service},
                  {"logs", logs_service},
                  {"sts", sts_service},
                  {"iam", iam_service},
                  {"ssm", ssm_service},
                  {"secretsmanager", secrets_service},
                  {"servicequotas", quota_service}},
                 {{"/2015-03-31/functions", "lambda", true, lambda_service},
                  {"/2016-08-19/account-settings", "lambda", true, lambda_service},
                  {"/agents", "bedrock", true, bedrock_service},
                  {"/runtimes", "bedrock-agentcore", true, agentcore_service},
                  {"/GetTraceSegmentDestination", "xray", true, xray_service},
                  {"/TraceSummaries", "xray", true, xray_service},
                  {"/Traces", "xray", true, xray_service},
                  {"/v1/credentials", "container", false, container},
                  {"/v2/credentials", "container", false, container},
                  {"/latest/", "imds", false, instance},
                  {"/federation/credentials", "sso", false, sso},
                  {"/token", "sso", false, sso},
                  {"/_sandbox/", "sandbox", false, control}}};
    if (demo) {
      all.rest.push_back({"/demo/http/", "http", false, demo->http});
      all.rest.push_back({"/demo/mcp", "mcp", false, demo->mcp});
    }
    return all;
  }

  void end_waiting() {
    if (demo) {
      demo->system.stop();
      demo->http.stop();
    }
    lambda_service.stop();
    queues.close();
  }

  SandboxOptions options;
  sqs::Queues queues;
  logs::LogStore log_store;
  xray::TraceStore trace_store;
  KeyRing keys;
  sqs::SqsService sqs_service;
  logs::LogsService logs_service;
  sts::StsService sts_service;
  lookups::IamService iam_service;
  lookups::QuotaService quota_service;
  lookups::SsmService ssm_service;
  lookups::SecretsService secrets_service;
  xray::XrayService xray_service;
  credentials::ContainerService container;
  credentials::InstanceService instance;
  credentials::SsoService sso;
  std::unique_ptr<Demo> demo;
  lambda::LambdaService lambda_service;
  bedrock::BedrockService bedrock_service;
  agentcore::AgentCoreService agentcore_service;
  Ledger ledger;
  FaultPlan faults;
  ControlService control;
  Gateway gateway;
  HttpServer server;
  int port = 0;
};

Sandbox::Sandbox(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}

Sandbox::~Sandbox() {
  implementation_->end_waiting();
  implementation_->server.stop();
}

Result<std::unique_ptr<Sandbox>> Sandbox::start(SandboxOptions options, Clock& clock) {
  auto made = std::make_unique<Implementation>(std::move(options), clock);
  Implementation& self = *made;
  ITK_TRY_ASSIGN(self.port, self.server.start(self.options.port, [&self](const HttpRequest& request) {
    return self.gateway.answer(request);
  }));
  if (self.demo) {
    self.demo->system.start(self.options.workers, self.options.noise);
  }
  return std::unique_ptr<Sandbox>(new Sandbox(std::move(made)));
}

int Sandbox::port() const { return implementation_->port; }

std::string Sandbox::endpoint() const { return fmt::format("http://127.0.0.1:{}", port()); }

std::string Sandbox::environment() const {
  const Account& account = implementation_->options.account;
  std::string text = fmt::format("AWS_ENDPOINT_URL={}\nAWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\nAWS_REGION={}\n",
                                 endpoint(), account.access_key, account.secret_key, account.region);
  if (!account.session_token.empty()) {
    text += fmt::format("AWS_SESSION_TOKEN={}\n", account.session_token);
  }
  if (implementation_->demo) {
    text += fmt::format("ITK_SQS_QUEUE_URL={}/{}/{}\n", endpoint(), account.id, demo::k_queue);
    text += fmt::format("ITK_LOG_GROUPS={}\n", fmt::join(demo::k_log_groups, ","));
    text += fmt::format("ITK_LAMBDA_FUNCTION_NAME={}\nITK_BEDROCK_AGENT_ID={}\nITK_BEDROCK_AGENT_ALIAS_ID={}\n",
                        demo::k_orchestrator, demo::k_gatekeeper_id, demo::k_test_alias_id);
    text += fmt::format("SANDBOX_FIFO_QUEUE_URL={}/{}/{}\n", endpoint(), account.id, demo::k_fifo_queue);
    text += fmt::format("SANDBOX_HTTP_URL={0}/demo/http\nSANDBOX_MCP_URL={0}/demo/mcp\nSANDBOX_AGENT_RUNTIME_ARN={1}\n",
                        endpoint(), agentcore::runtime_arn(account));
  }
  return text + credentials_environment();
}

std::string Sandbox::credentials_environment() const {
  return fmt::format(
      "SANDBOX_ROLE_ARN=arn:aws:iam::{}:role/itk-ci\nSANDBOX_CONTAINER_URI={}{}\nSANDBOX_POD_URI={}{}\n"
      "SANDBOX_POD_TOKEN={}\nSANDBOX_IMDS_ENDPOINT={}\nSANDBOX_SSO_TOKEN={}\nSANDBOX_SSO_REFRESH_TOKEN={}\n",
      implementation_->options.account.id, endpoint(), credentials::k_task_path, endpoint(), credentials::k_pod_path,
      implementation_->container.pod_token(), endpoint(), credentials::k_sso_token, credentials::k_sso_refresh_token);
}

void Sandbox::drain() {
  implementation_->end_waiting();
  implementation_->server.drain();
}

}  // namespace itk::sandbox
