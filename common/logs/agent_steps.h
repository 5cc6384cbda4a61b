// The parts of a Bedrock agent's answer (InvokeAgent, InvokeInlineAgent), wherever they turn up: in the answer itself, in
// a saved stream of it, or in the log of an application that logs the traces that it got. A step that has two ends (a
// model is asked and answers, a tool is called and returns) is a `start` and an `end`; everything else is a `log`.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/json/parser.h"
#include "common/model/evidence.h"

namespace itk::logs {

// Whether this member of a trace ("orchestrationTrace") holds one kind of step.
bool is_agent_section(std::string_view name);

// Knows the steps that have begun and not ended, because an end does not say what it ends: which model, which tool.
// Memory: one entry for each, of which only the latest are kept.
class AgentSteps {
 public:
  // Fills `event` from a part ("trace", "chunk", "returnControl", ... and its JSON). Ids are added to those that it has;
  // id, source and payload are its reader's to know. Gives what a start and its end have in common, "" of what is no
  // step.
  std::string read(std::string_view type, std::string_view payload, model::Event& event);

 private:
  using Members = std::vector<json::Member>;
  struct Step;
  // What an end has to be told of its start.
  struct Begun {
    std::string key, component, operation, model;
  };

  void read_part(std::string_view type, const Members& part, model::Event& event);
  void read_trace(const Members& part, model::Event& event);
  void read_section(std::string_view name, const Members& section, const Step& step, model::Event& event);
  void read_observation(const Members& element, const Step& step, model::Event& event);
  void begin_model(const Members& element, const Step& step, model::Event& event);
  void begin_tool(const Members& element, const Step& step, model::Event& event);
  void begin(const Step& step, std::string component, std::string operation, model::Event& event);
  void end(const Step& step, std::string component, std::string operation, model::Event& event);
  void read_metadata(const Members& element, model::Event& event);

  json::Parser parser_;
  std::string key_;         // of the step that is being read
  std::list<Begun> begun_;  // the oldest first
  std::unordered_map<std::string_view, std::list<Begun>::iterator> by_key_;
};

}  // namespace itk::logs
