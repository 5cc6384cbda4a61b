// The web front of the demo system: a Lambda function behind an HTTP API, which asks the gatekeeper as the orchestrator
// does. Its logs are JSON.
#pragma once

#include <string>

#include "tests/sandbox/demo/environments.h"
#include "tests/sandbox/demo/gatekeeper.h"
#include "tests/sandbox/demo/lambda_json_log.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox::demo {

class HttpApi {
 public:
  HttpApi(World& world, Gatekeeper& gatekeeper) : world_(world), gatekeeper_(gatekeeper), environments_(world) {}

  // The answer to a question about an order: status and JSON.
  HttpResponse answer(const HttpRequest& request, const std::string& route, const std::string& request_id);

 private:
  GatekeeperReply ask(LambdaJsonLog& log, AgentRequest request);

  World& world_;
  Gatekeeper& gatekeeper_;
  Environments environments_;
};

}  // namespace itk::sandbox::demo
