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

void GatekeeperThoughts::plan() const {
  think(Phase::Orchestration, 0, request_.input_text, "AgentCommunication__sendMessage", 388, 47);
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
