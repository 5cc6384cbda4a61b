// The Lambda function that SQS triggers, or that anybody invokes. Logs with Powertools for Python around the runtime's text lines.
#pragma once

#include "tests/sandbox/demo/environments.h"
#include "tests/sandbox/demo/function_event.h"
#include "tests/sandbox/demo/gatekeeper.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/lambda_text_log.h"
#include "tests/sandbox/lambda/function.h"

namespace itk::sandbox::demo {

class Orchestrator {
 public:
  Orchestrator(World& world, Gatekeeper& gatekeeper) : world_(world), gatekeeper_(gatekeeper), environments_(world) {}

  lambda::InvocationResult run(const lambda::Invocation& invocation);

 private:
  // The answer to one message.
  std::string handle(LambdaTextLog& lambda, const UserMessage& message, const UserRequest& user);
  lambda::InvocationResult crash(LambdaTextLog& lambda);
  GatekeeperReply ask(LambdaTextLog& lambda, const AgentRequest& request);
  void log(LambdaTextLog& lambda, std::string_view level, std::string_view location, std::string_view message,
           const JsonLine& extra);

  World& world_;
  Gatekeeper& gatekeeper_;
  Environments environments_;
};

}  // namespace itk::sandbox::demo
