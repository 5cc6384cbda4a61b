// What an agent does on the way to its answer, as Bedrock tells it to a caller who asks for a trace.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/time.h"

namespace itk::sandbox::demo {

enum class Phase { PreProcessing, Orchestration, PostProcessing };

struct GuardrailChecked {
  bool of_output = false;
  bool intervened = false;
};
struct ModelAsked {
  Phase phase = Phase::Orchestration;
  std::string prompt;
};
struct ModelAnswered {
  Phase phase = Phase::Orchestration;
  std::string completion;
  int input_tokens = 0, output_tokens = 0;
  std::string request_id;
};
struct Reasoned {
  std::string text;
};
struct ToolCalled {
  std::string function, order_id;  // no function: GET /orders/{order_id}
  std::string invocation_id = "";  // of a return of control; empty: a function of Lambda
};
struct CodeRun {
  std::string code;
};
struct CodeAnswered {
  std::string output, file;
};
struct ToolAnswered {
  std::string text;
  std::string request_id;
};
struct CollaboratorAsked {
  std::string name, text;
};
struct CollaboratorAnswered {
  std::string name, text;
};
struct Finished {
  std::string text;
};
struct Failed {
  std::string code, message;
};

struct AgentStep {
  std::string_view agent;  // who does it
  int loop = 0;            // of its orchestration, from 0
  Timestamp start, end;
  std::variant<GuardrailChecked, ModelAsked, ModelAnswered, Reasoned, ToolCalled, ToolAnswered, CodeRun, CodeAnswered,
               CollaboratorAsked, CollaboratorAnswered, Finished, Failed>
      what;
};

// Called from several threads at once, as the steps happen.
using AgentWatch = std::function<void(const AgentStep&)>;

}  // namespace itk::sandbox::demo
