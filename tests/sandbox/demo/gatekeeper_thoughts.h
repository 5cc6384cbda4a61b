// What the gatekeeper's own model does around the supervisor's work. It calls the model inside Bedrock, where
// no client leaves a span: only the trace of InvokeAgent shows it.
#pragma once

#include <string>
#include <string_view>

#include "tests/sandbox/demo/action_group.h"
#include "tests/sandbox/demo/agent.h"
#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::demo {

class GatekeeperThoughts {
 public:
  GatekeeperThoughts(World& world, const AgentRequest& request);

  // Pre-processing: is this what the agent is for?
  void classify() const;
  // Chooses the collaborator and asks it.
  void plan() const;
  // Lets its caller run a tool, and uses what it found.
  void return_control(const ToolCall& tool, const std::string& invocation_id) const;
  void use(const std::string& observed, const std::string& completion) const;
  // Writes a file with the code interpreter.
  void compute() const;
  // Takes its answer, post-processes it and lets the guardrail look at it.
  void conclude(const std::string& answer) const;

 private:
  void think(Phase phase, int loop, std::string prompt, std::string completion, int input_tokens,
             int output_tokens) const;
  // The user's text, and the attributes of the prompt where there are some.
  std::string prompt() const;
  template <class What>
  void tell(int loop, Timestamp start, What what) const {
    request_.tell({k_gatekeeper, loop, start, world_.clock.now(), std::move(what)});
  }

  World& world_;
  const AgentRequest& request_;
  Timestamp start_;
};

}  // namespace itk::sandbox::demo
