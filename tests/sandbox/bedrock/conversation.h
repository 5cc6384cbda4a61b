// What an agent keeps between the calls of a session: the order that is talked about, the session attributes, and the
// question that it has asked its caller. A memory id keeps the order from one session to the next.
#pragma once

#include <json/value.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "tests/sandbox/bedrock/invocation.h"
#include "tests/sandbox/bedrock/return_control.h"

namespace itk::sandbox::bedrock {

// One call as the conversation before it makes it mean.
struct Turn {
  std::string order_id;
  Json::Value session_attributes;
  std::optional<AnsweredQuestion> answered;  // the results of the caller belong to this
};

class Conversations {
 public:
  // Takes what the call says into the session.
  Outcome<Turn> take_turn(const AgentInvocation& invocation);
  // The agent waits for its caller's results.
  void wait_for(const std::string& session_id, const Question& question);
  void end(const std::string& session_id);

 private:
  struct Session {
    std::string order_id;
    Json::Value attributes{Json::objectValue};
    std::optional<Question> question;
  };

  std::mutex mutex_;
  std::map<std::string, Session> sessions_;
  std::map<std::string, std::string> memories_;  // memory id → order
};

}  // namespace itk::sandbox::bedrock
