// The parts of a Bedrock agent's answer as events, while they come. What a part says is common/logs' to read; here events
// get their ids and their order. Nothing is left out: the payload is the part byte for byte.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "common/aws/bedrock_agent.h"
#include "common/logs/agent_steps.h"
#include "common/model/evidence.h"

namespace itk::invoke {

class AgentTrace {
 public:
  // `id` begins the id of every event; `ids` is what all of them bear.
  AgentTrace(std::string id, std::vector<std::string> ids) : id_(std::move(id)), ids_(std::move(ids)) {}

  // The events that are complete with this part, in order: a start is complete only with its end, which knows when it
  // began.
  std::vector<model::Event> add(const aws::AgentPart& part);
  // At the end of the answer: the starts whose ends never came.
  std::vector<model::Event> rest();

 private:
  std::string id_;
  std::vector<std::string> ids_;
  std::size_t count_ = 0;
  logs::AgentSteps steps_;
  std::map<std::string, model::Event> open_;  // step, to its start
};

}  // namespace itk::invoke
