#include "tests/sandbox/bedrock/conversation.h"

#include "common/base/result.h"
#include "tests/sandbox/bedrock/faults.h"
#include "tests/sandbox/demo/order.h"

namespace itk::sandbox::bedrock {

Outcome<Turn> Conversations::take_turn(const AgentInvocation& invocation) {
  const std::lock_guard lock(mutex_);
  Session& session = sessions_[invocation.session_id];
  for (const std::string& name : invocation.session_attributes.getMemberNames()) {
    session.attributes[name] = invocation.session_attributes[name];
  }
  Turn turn;
  if (!invocation.results.empty()) {
    if (!session.question || session.question->invocation_id != invocation.invocation_id) {
      return fail(
          validation_failed("The invocationId in sessionState is not the one of the last returnControl event."));
    }
    ITK_TRY_ASSIGN(turn.answered, read_results(*session.question, invocation.results));
    turn.order_id = session.question->order_id;
  }
  session.question.reset();
  if (!turn.answered) {
    std::string& memory = memories_[invocation.memory_id];
    const std::string before = session.order_id.empty() ? memory : session.order_id;
    const std::string otherwise = before.empty() ? std::string(demo::k_usual_order) : before;
    session.order_id = demo::order_in(invocation.input_text).value_or(otherwise);
    if (!invocation.memory_id.empty()) {
      memory = session.order_id;
    }
    turn.order_id = session.order_id;
  }
  turn.session_attributes = session.attributes;
  return turn;
}

void Conversations::wait_for(const std::string& session_id, const Question& question) {
  const std::lock_guard lock(mutex_);
  sessions_[session_id].question = question;
}

void Conversations::end(const std::string& session_id) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(session_id);
}

}  // namespace itk::sandbox::bedrock
