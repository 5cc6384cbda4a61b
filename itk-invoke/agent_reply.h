// `respond:` of a case: what it answers when an agent hands the work back (returnControl), or asks whether it may go on.
//
//   respond:
//     - {action_group: orders, function: get_order_status, json: {status: shipped}}
//     - {action_group: orders, api_path: "/orders/{order_id}", method: GET, status: 404, text: no such order}
//     - {function: cancel_order, confirm: false}
//     - {function: find_customer, response_state: REPROMPT, text: "which Smith?"}
//
// What an entry does not name may be anything. Of several that fit one question, each answers it once, in their order;
// the last of them answers as often as it is asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "itk-invoke/late_text.h"
#include "itk-invoke/target_reader.h"

namespace itk::invoke {

struct AgentReply {
  Place at;
  std::string action_group, function, api_path, method;  // that it is for; empty: any
  std::optional<bool> confirm;
  std::string state;  // "FAILURE", "REPROMPT", or empty
  std::optional<LateText> body;
  std::string content_type;  // of an API's body
  std::optional<std::int64_t> status;

  // "orders/get_order_status": for messages.
  std::string name() const;
};

// Null has none. Nothing: there were problems.
std::optional<std::vector<AgentReply>> read_agent_replies(const YamlNode& respond, TargetReader& target);

}  // namespace itk::invoke
