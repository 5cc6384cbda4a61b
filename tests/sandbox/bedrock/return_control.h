// Return of control: the agent asks its caller to run a function or an API operation, or to confirm an action
// (https://docs.aws.amazon.com/bedrock/latest/userguide/agents-returncontrol.html).
#pragma once

#include <json/value.h>

#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/demo/action_group.h"
#include "tests/sandbox/demo/scenario.h"

namespace itk::sandbox::bedrock {

struct Question {
  std::string invocation_id;
  demo::Scenario scenario = demo::Scenario::ReturnControl;
  std::string order_id;

  bool is_api() const { return scenario == demo::Scenario::ReturnControlApi; }
  bool is_confirmation() const { return scenario == demo::Scenario::Confirm; }
  // The tool as a trace shows it.
  demo::ToolCall tool() const;
};

struct AnsweredQuestion {
  std::string observed;    // what the caller's tool said
  std::string completion;  // what the agent makes of it
};

// The question of a scenario; nothing where the agent asks none.
std::optional<Question> question_of(demo::Scenario scenario, const std::string& order_id);

// The payload of the returnControl event.
std::string return_control_json(const Question& question, std::string_view agent_id);

// `results` is sessionState.returnControlInvocationResults.
Outcome<AnsweredQuestion> read_results(const Question& question, const Json::Value& results);

}  // namespace itk::sandbox::bedrock
