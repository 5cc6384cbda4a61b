#include "tests/sandbox/sandbox.h"

#include <fmt/format.h>

#include "tests/sandbox/aws/gateway.h"
#include "tests/sandbox/aws/keys.h"
#include "tests/sandbox/bedrock/service.h"
#include "tests/sandbox/control/service.h"
#include "tests/sandbox/demo/system.h"
#include "tests/sandbox/http/server.h"
#include "tests/sandbox/lambda/service.h"
#include "tests/sandbox/sqs/queues.h"
#include "tests/sandbox/sqs/service.h"
#include "tests/sandbox/sts/service.h"

namespace itk::sandbox {

struct Sandbox::Implementation {
  Implementation(SandboxOptions given, Clock& clock)
      : options(std::move(given)),
        queues(clock, fmt::format("arn:aws:sqs:{}:{}:", options.account.region, options.account.id)),
        log_store(clock, options.delay),
        keys(options.account),
        sqs_service(queues, options.account),
        logs_service(log_store, options.account, options.paging),
        sts_service(options.account, keys, options.session),
        demo(options.demo ? std::make_unique<demo::DemoSystem>(queues, log_store, clock, options.account) : nullptr),
        lambda_service(options.account),
        bedrock_service(options.account, demo.get()),
        faults(options.faults, options.denied),
        control(ledger, faults),
        gateway(options.account, clock, keys, ledger, faults, services()) {
    if (demo) {
      lambda_service.deploy(demo->functions());
    }
  }

  Services services() {
    return {{{"sqs", sqs_service}, {"logs", logs_service}, {"sts", sts_service}},
            {{"/2015-03-31/functions/", "lambda", true, lambda_service},
             {"/agents/", "bedrock", true, bedrock_service},
             {"/_sandbox/", "sandbox", false, control}}};
  }

  void end_waiting() {
    if (demo) {
      demo->stop();
    }
    lambda_service.stop();
    queues.close();
  }

  SandboxOptions options;
  sqs::Queues queues;
  logs::LogStore log_store;
  KeyRing keys;
  sqs::SqsService sqs_service;
  logs::LogsService logs_service;
  sts::StsService sts_service;
  std::unique_ptr<demo::DemoSystem> demo;
  lambda::LambdaService lambda_service;
  bedrock::BedrockService bedrock_service;
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
    self.demo->start(self.options.workers, self.options.noise);
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
  }
  return text;
}

void Sandbox::drain() {
  implementation_->end_waiting();
  implementation_->server.drain();
}

}  // namespace itk::sandbox
