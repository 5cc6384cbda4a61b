// Bedrock AgentCore: InvokeAgentRuntime, and the look-up of the runtime
// (https://docs.aws.amazon.com/bedrock-agentcore/latest/APIReference/API_InvokeAgentRuntime.html).
#pragma once

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/demo/system.h"

namespace itk::sandbox::agentcore {

// "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/itk_demo-Hb8T5xW2Qp"
std::string runtime_arn(const Account& account);

class AgentCoreService final : public RestService {
 public:
  // Without a demo system there is no runtime. Both outlive the object.
  AgentCoreService(const Account& account, demo::DemoSystem* demo) : account_(account), demo_(demo) {}

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override;

 private:
  Outcome<HttpResponse> invoke(const RestCall& call);
  Outcome<HttpResponse> look_up(const RestCall& call) const;
  Json::Value describe() const;

  const Account& account_;
  demo::DemoSystem* demo_;
};

}  // namespace itk::sandbox::agentcore
