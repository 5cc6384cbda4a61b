// Bedrock agents: which call a request is, and InvokeAgent itself
// (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html).
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/bedrock/conversation.h"
#include "tests/sandbox/bedrock/directory.h"
#include "tests/sandbox/demo/system.h"

namespace itk::sandbox::bedrock {

class BedrockService final : public RestService {
 public:
  // Without a demo system there are no agents. Both outlive the object.
  BedrockService(const Account& account, demo::DemoSystem* demo);

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override;

 private:
  Outcome<Json::Value> look_up(const RestCall& call) const;
  Outcome<HttpResponse> invoke_agent(const RestCall& call);
  // What the agent does for one call, and how it tells it.
  struct Work {
    const Agent& agent;
    const Alias& alias;
    demo::AgentRequest request;
    AgentInvocation asked;
    Turn turn;
  };
  HttpResponse stream(Work work);
  void run(const Work& work, const demo::AgentRequest& watched, const Send& send);
  // Counts from 1 within a session, until one gets through.
  int next_attempt(const std::string& session_id);

  const Account& account_;
  demo::DemoSystem* demo_;
  Directory directory_;
  std::mutex mutex_;
  std::map<std::string, int> attempts_;
  Conversations conversations_;
};

}  // namespace itk::sandbox::bedrock
