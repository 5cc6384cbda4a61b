// The demo system: an agent application as teams run it on AWS, which knows nothing of ITK. Workers take
// messages from its queues; it leaves nothing behind but logs.
#pragma once

#include <thread>
#include <vector>

#include "tests/sandbox/demo/action_group.h"
#include "tests/sandbox/demo/gatekeeper.h"
#include "tests/sandbox/demo/http_api.h"
#include "tests/sandbox/demo/mcp_tools.h"
#include "tests/sandbox/demo/model.h"
#include "tests/sandbox/demo/orchestrator.h"
#include "tests/sandbox/demo/runtime_agent.h"
#include "tests/sandbox/demo/supervisor.h"
#include "tests/sandbox/demo/world.h"
#include "tests/sandbox/sqs/queues.h"

namespace itk::sandbox::demo {

class DemoSystem {
 public:
  // Makes its queues and log groups. All arguments outlive it.
  DemoSystem(sqs::Queues& queues, logs::LogStore& logs, xray::TraceStore& traces, Clock& clock, const Account& account);
  ~DemoSystem();

  // `noise` unrelated messages per second are sent to the same queue meanwhile.
  void start(int workers, double noise);
  void stop();

  // The functions as Lambda finds them by name.
  lambda::Functions functions();
  // The supervisor by its id, else the gatekeeper.
  AgentAnswer invoke_agent(std::string_view agent_id, const AgentRequest& request);

  Gatekeeper& gatekeeper() { return gatekeeper_; }
  // The other ways in.
  HttpApi& http_api() { return http_api_; }
  McpTools& mcp_tools() { return mcp_tools_; }
  RuntimeAgent& runtime_agent() { return runtime_agent_; }

 private:
  void work(const std::string& queue);
  void make_noise(double per_second);

  sqs::Queues& queues_;
  Pace pace_;
  World world_;
  ActionGroup tools_;
  Model model_;
  Supervisor supervisor_;
  Gatekeeper gatekeeper_;
  Orchestrator orchestrator_;
  HttpApi http_api_;
  McpTools mcp_tools_;
  RuntimeAgent runtime_agent_;
  std::vector<std::thread> threads_;
};

}  // namespace itk::sandbox::demo
