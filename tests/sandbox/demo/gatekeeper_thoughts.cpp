#include "tests/sandbox/demo/gatekeeper_thoughts.h"

#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::demo {

using std::chrono::milliseconds;

GatekeeperThoughts::GatekeeperThoughts(World& world, const AgentRequest& request)
    : world_(world), request_(request), start_(world.clock.now()) {}

void GatekeeperThoughts::think(Phase phase, int loop, std::string prompt, std::string completion, int input_tokens,
                               int output_tokens) const {
  const Timestamp start = world_.clock.now();
  tell(loop, start, ModelAsked{phase, std::move(prompt)});
  world_.pace.work(milliseconds(4), milliseconds(9));
  tell(loop, start, ModelAnswered{phase, std::move(completion), input_tokens, output_tokens, random_uuid()});
}

void GatekeeperThoughts::classify() const {
  think(Phase::PreProcessing, 0, request_.input_text,
        "The input is a question about an order, which the agent can answer with its collaborator.", 212, 31);
}

std::string GatekeeperThoughts::prompt() const {
  const bool has_attributes = !request_.prompt_attributes.empty() && request_.prompt_attributes != "{}";
  return request_.input_text +
         (has_attributes ? "\n<prompt_session_attributes>" + request_.prompt_attributes + "</prompt_session_attributes>"
                         : "");
}

void GatekeeperThoughts::return_control(const ToolCall& tool, const std::string& invocation_id) const {
  think(Phase::Orchestration, 0, prompt(), tool.function.empty() ? "GET::orders" : "orders__" + tool.function, 362, 41);
  const Timestamp now = world_.clock.now();
  tell(0, now, Reasoned{"Only my caller can do this: I give control back."});
  tell(0, now, ToolCalled{tool.function, tool.order_id, invocation_id});
}

void GatekeeperThoughts::use(const std::string& observed, const std::string& completion) const {
  tell(0, start_, ToolAnswered{observed, random_uuid()});
  think(Phase::Orchestration, 1, observed, completion, 417, 19);
  tell(1, start_, Finished{completion});
}

void GatekeeperThoughts::compute() const {
  const Timestamp start = world_.clock.now();
  tell(0, start, CodeRun{"orders.to_csv('orders.csv', index=False)"});
  world_.pace.work(milliseconds(5), milliseconds(15));
  tell(0, start, CodeAnswered{"", "orders.csv"});
}

void GatekeeperThoughts::plan() const {
  think(Phase::Orchestration, 0, prompt(), "AgentCommunication__sendMessage", 388, 47);
  const Timestamp now = world_.clock.now();
  tell(0, now, Reasoned{"This is about an order: the supervisor knows orders."});
  tell(0, now, CollaboratorAsked{std::string(k_supervisor), request_.input_text});
}

void GatekeeperThoughts::conclude(const std::string& answer) const {
  tell(0, start_, CollaboratorAnswered{std::string(k_supervisor), answer});
  think(Phase::Orchestration, 1, request_.input_text, answer, 451, 22);
  tell(1, start_, Finished{answer});
  think(Phase::PostProcessing, 0, answer, answer, 164, 22);
  tell(0, world_.clock.now(), GuardrailChecked{true, false});
}

}  // namespace itk::sandbox::demo
