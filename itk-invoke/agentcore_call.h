// What a case says of a call of an agent in AgentCore Runtime.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/late_text.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {

struct RuntimePayload {
  LateText text;
  LateText shown;  // as JSON, for the invocation record
  std::string content_type;
};

struct RuntimeCall {
  std::string arn, qualifier, region, account, runtime;  // the last is the id of the runtime: "orders-Ab12"
  std::string session_id;                                // empty: each execution has its own
  std::string user_id, accept, nonce_attribute;
  std::vector<RuntimePayload> turns;
  bool is_conversation = false;
};

// Nothing: there were problems.
std::optional<RuntimeCall> read_runtime_call(const Case& test_case, TargetReader& target);

}  // namespace itk::invoke
