// The trace parts of a Bedrock agent's answer as events. A step that has two ends (a model is asked and answers, a tool
// is called and returns) is a pair of `start` and `end`; everything else is a `log`. Nothing is left out: the payload is
// the part byte for byte.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "common/aws/bedrock_agent.h"
#include "common/json/parser.h"
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
  using Members = std::vector<json::Member>;
  struct Step;
  void read_trace(const aws::AgentPart& part, model::Event& event);
  void read_section(std::string_view name, const Members& section, const std::string& path, model::Event& event);
  void begin_tool(const Step& step, const Members& element, model::Event& event);
  void end_tool(const Step& step, const Members& element, model::Event& event);
  void begin(const Step& step, model::Event& event);
  void end(const Step& step, model::Event& event);
  void read_metadata(const Members& element, model::Event& event);

  void hold(model::Event start);

  std::string id_;
  std::vector<std::string> ids_;
  std::size_t count_ = 0;
  std::vector<model::Event> complete_;
  std::map<std::string, model::Event> open_;  // step, to its start
  std::string begun_;                         // the step that the last start begins
  json::Parser parser_;
};

}  // namespace itk::invoke
