// The supervisor as it is deployed on Bedrock AgentCore: its runtime's log group holds what the agent's process prints,
// in the form of AgentCore's Python SDK.
#pragma once

#include <string>

#include "tests/sandbox/demo/log_stream.h"
#include "tests/sandbox/demo/supervisor.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox::demo {

struct RuntimeReply {
  AgentAnswer answer;
  bool is_streamed = false;  // {"stream": true} in the payload
};

class RuntimeAgent {
 public:
  RuntimeAgent(World& world, Supervisor& supervisor);

  RuntimeReply invoke(const HttpRequest& request, const std::string& session_id, const std::string& request_id);

 private:
  void log(std::string_view level, std::string_view logger, std::string_view message, const std::string& session_id,
           const std::string& request_id, std::string_view name = "", std::string_view json = "");

  World& world_;
  Supervisor& supervisor_;
  LogStream stream_;
};

}  // namespace itk::sandbox::demo
