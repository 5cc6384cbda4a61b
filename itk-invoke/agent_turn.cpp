#include "itk-invoke/agent_turn.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/nearest.h"
#include "common/json/raw_json.h"
#include "itk-invoke/turns.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

using Strings = std::vector<std::string>;

const Strings k_passed = {"streamingConfigurations", "promptCreationConfigurations", "bedrockModelConfigurations"};
const Strings k_state_passed = {"knowledgeBaseConfigurations"};
const Strings k_opening_state_passed = {"files", "conversationHistory"};

const Strings k_known = {"inputText",
                         "enableTrace",
                         "endSession",
                         "sessionId",
                         "memoryId",
                         "sessionState",
                         "sessionAttributes",
                         "promptSessionAttributes",
                         "respond",
                         "streamingConfigurations",
                         "promptCreationConfigurations",
                         "bedrockModelConfigurations"};
const Strings k_known_in_state = {"sessionAttributes", "promptSessionAttributes", "knowledgeBaseConfigurations",
                                  "files", "conversationHistory"};

bool is_one_of(const Strings& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

LateText as_json(const YamlNode& node) {
  std::vector<YamlProblem> said_before;  // when the case was read
  return LateText::json(to_json(node, said_before));
}

// Reads the payload of one turn.
class TurnReader {
 public:
  TurnReader(const YamlNode& payload, Place otherwise, TargetReader& target)
      : payload_(payload), at_(payload.is_null() ? otherwise : payload.at), target_(target) {}

  std::optional<AgentTurn> read() {
    turn_.shown = as_json(payload_.is_map() ? without(payload_, "respond") : payload_);
    turn_.enable_trace = flag("enableTrace", true);
    turn_.end_session = flag("endSession", false);
    read_text();
    read_memory();
    check_known(payload_, k_known);
    turn_.members = members(payload_, k_passed);
    const YamlNode* state = payload_.find("sessionState");
    if (state != nullptr && !state->is_null() && !state->is_map()) {
      wrong(state->at, "\"sessionState\" must be a mapping");
    } else if (state != nullptr) {
      check_known(*state, k_known_in_state);
      turn_.state_members = members(*state, k_state_passed);
      turn_.opening_state_members = members(*state, k_opening_state_passed);
    }
    for (const YamlNode* holder : {&payload_, state}) {
      if (holder != nullptr) {
        read_attributes(*holder, "sessionAttributes", turn_.session_attributes);
        read_attributes(*holder, "promptSessionAttributes", turn_.prompt_attributes);
      }
    }
    return is_good_ ? std::optional(std::move(turn_)) : std::nullopt;
  }

 private:
  void wrong(Place at, std::string message, std::string code = "bad_payload") {
    target_.complain(at, std::move(code), std::move(message));
    is_good_ = false;
  }

  void read_text() {
    const YamlNode* input = payload_.find("inputText");
    if (input == nullptr || input->is_null()) {
      if (!turn_.end_session) {  // which AWS does without reading a text
        wrong(at_, "\"entrypoint.payload.inputText\" is missing; add the text for the agent", "missing_field");
      }
    } else if (!input->is_scalar() || input->text.empty()) {
      wrong(input->at, "\"inputText\" must be the text for the agent, and not empty");
    } else {
      turn_.input_text = LateText::plain(input->text);
    }
  }

  void read_memory() {
    const YamlNode* memory = payload_.find("memoryId");
    if (memory == nullptr || memory->is_null()) {
      return;
    }
    if (!memory->is_scalar()) {
      wrong(memory->at, fmt::format("\"memoryId\" must be text, not {}", describe(*memory)));
      return;
    }
    turn_.memory_id = LateText::plain(memory->text);
  }

  // What is not sent must not look as if it were.
  void check_known(const YamlNode& map, const Strings& known) {
    for (const YamlEntry& entry : map.entries) {
      if (!is_one_of(known, entry.key)) {
        wrong(entry.at, fmt::format("this version does not send \"{}\" to an agent{}", entry.key,
                                    did_you_mean(entry.key, known)));
      }
    }
  }

  // Those of `passed`, as they stand in a JSON object.
  static LateText members(const YamlNode& map, const Strings& passed) {
    std::string text;
    for (const YamlEntry& entry : map.entries) {
      if (is_one_of(passed, entry.key)) {
        std::vector<YamlProblem> said_before;
        text +=
            fmt::format("{}{}:{}", text.empty() ? "" : ",", json::quote(entry.key), to_json(entry.value, said_before));
      }
    }
    return LateText::json(std::move(text));
  }

  bool flag(std::string_view key, bool otherwise) {
    const YamlNode* value = payload_.find(key);
    if (value == nullptr || value->is_null()) {
      return otherwise;
    }
    if (!value->is_scalar() || scalar_type(*value) != ScalarType::Bool) {
      wrong(value->at, fmt::format("\"{}\" must be true or false", key));
      return otherwise;
    }
    return value->text[0] == 't' || value->text[0] == 'T';
  }

  void read_attributes(const YamlNode& holder, std::string_view key, std::map<std::string, LateText>& attributes) {
    const YamlNode* map = holder.find(key);
    if (map == nullptr || map->is_null()) {
      return;
    }
    if (!map->is_map()) {
      wrong(map->at, fmt::format("\"{}\" must be a mapping of names to texts", key));
      return;
    }
    for (const YamlEntry& entry : map->entries) {
      if (!entry.value.is_scalar()) {
        wrong(entry.value.at, fmt::format("\"{}\" must be text: Bedrock takes no other attributes", entry.key));
      } else {
        attributes.insert_or_assign(entry.key, LateText::plain(entry.value.text));
      }
    }
  }

  const YamlNode& payload_;
  Place at_;
  TargetReader& target_;
  AgentTurn turn_;
  bool is_good_ = true;
};

// What the payload says for all turns, or for the first alone: after that the session has it.
YamlNode base_of_turn(const YamlNode& payload, std::size_t index) {
  YamlNode base = payload;
  for (YamlEntry& entry : base.entries) {
    if (index > 0 && entry.key == "sessionState") {
      entry.value = without(without(entry.value, "files"), "conversationHistory");
    }
  }
  return base;
}

// Whether the payload has nothing that a conversation says elsewhere.
bool check_base(const YamlNode& payload, TargetReader& target) {
  bool is_good = true;
  const auto refuse = [&](std::string_view key, std::string_view message) {
    if (const YamlEntry* entry = payload.entry(key)) {
      target.complain(entry->at, "bad_payload", std::string(message));
      is_good = false;
    }
  };
  refuse("inputText", "\"inputText\" is said by each of the turns; remove it here");
  refuse("endSession",
         "AWS ends the session at once and answers nothing; add a last turn {endSession: true} in place of this");
  return is_good;
}

aws::AgentAttributes rendered(const std::map<std::string, LateText>& attributes, const LateValues& values) {
  aws::AgentAttributes texts;
  for (const auto& [name, text] : attributes) {
    texts.emplace(name, text.render(values));
  }
  return texts;
}

}  // namespace

aws::InvokeAgent AgentTurn::call(const LateValues& values) const {
  aws::InvokeAgent call;
  call.input_text = input_text.render(values);
  call.memory_id = memory_id.render(values);
  call.enable_trace = enable_trace;
  call.end_session = end_session;
  call.session_attributes = rendered(session_attributes, values);
  call.prompt_attributes = rendered(prompt_attributes, values);
  call.state_members = state_members.render(values);
  const std::string opening = opening_state_members.render(values);
  call.state_members += (call.state_members.empty() || opening.empty() ? "" : ",") + opening;
  call.members = members.render(values);
  return call;
}

void AgentTurn::go_on(aws::InvokeAgent& call, ControlResults results, const LateValues& values) const {
  call.input_text.clear();
  call.state_members = state_members.render(values);
  call.invocation_id = std::move(results.invocation_id);
  call.control_results = std::move(results.results);
}

std::optional<std::vector<AgentTurn>> read_agent_turns(const Case& test_case, TargetReader& target) {
  const std::vector<YamlNode>& said = test_case.turns.items;
  const std::optional<std::vector<AgentReply>> shared = read_agent_replies(test_case.respond, target);
  bool is_good = shared && (said.empty() || check_base(test_case.payload, target));
  std::vector<AgentTurn> turns;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, said.size()); ++i) {
    const YamlNode own = said.empty() ? YamlNode() : turn_as_map(said[i], "inputText");
    const YamlNode payload = said.empty()                  ? test_case.payload
                             : test_case.payload.is_null() ? own
                                                           : lay_over(base_of_turn(test_case.payload, i), own);
    if (const YamlEntry* session = own.entry("sessionId")) {
      target.complain(session->at, "bad_payload", "all turns share one session; \"sessionId\" stands in the payload");
      is_good = false;
    }
    std::optional<AgentTurn> turn = TurnReader(payload, said.empty() ? test_case.entrypoint_at : own.at, target).read();
    const YamlNode* respond = own.find("respond");
    std::optional<std::vector<AgentReply>> replies =
        read_agent_replies(respond == nullptr ? YamlNode() : *respond, target);
    if (!turn || !replies || !shared) {
      is_good = false;
      continue;
    }
    turn->replies = std::move(*replies);
    turn->own_replies = turn->replies.size() + (said.empty() ? shared->size() : 0);
    turn->replies.insert(turn->replies.end(), shared->begin(), shared->end());
    turns.push_back(std::move(*turn));
  }
  return is_good ? std::optional(std::move(turns)) : std::nullopt;
}

}  // namespace itk::invoke
