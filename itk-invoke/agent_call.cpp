#include "itk-invoke/agent_call.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/agent_aliases.h"
#include "common/base/nearest.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_agent_id(std::string_view text) {
  return text.size() == 10 && std::all_of(text.begin(), text.end(), is_alphanumeric);
}

bool is_session_id(std::string_view text) {
  return text.size() >= 2 && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
           return is_alphanumeric(c) || c == '.' || c == '_' || c == ':' || c == '-';
         });
}

class AgentCallReader {
 public:
  AgentCallReader(const Case& test_case, TargetReader& target) : case_(test_case), target_(target) {}

  std::optional<AgentCall> read() {
    read_agent();
    read_alias();
    read_payload();
    read_.region = target_.text("region");
    read_.nonce_attribute = target_.settings().get("ITK_TRACE_ID_ATTR").value_or("ITK_TRACE_ID");
    return is_good_ ? std::optional(std::move(read_)) : std::nullopt;
  }

 private:
  void wrong(Place at, std::string code, std::string message) {
    target_.complain(at, std::move(code), std::move(message));
    is_good_ = false;
  }

  void check_id(const TargetReader::Named& named, std::string_view what) {
    if (named.is_unset_variable) {
      is_good_ = false;
    } else if (!is_agent_id(named.text)) {
      wrong(named.at, "bad_agent",
            fmt::format("{} is no {}{}; it has ten letters and digits, as in the Bedrock console", named.text, what,
                        named.origin));
    }
  }

  void read_agent() {
    const TargetReader::Named named = target_.named({"agent_id"}, {"ITK_BEDROCK_AGENT_ID"});
    if (named.text.empty()) {
      wrong(named.at, "no_agent",
            "no agent to invoke; set entrypoint.target.agent_id, or ITK_BEDROCK_AGENT_ID in the environment, "
            "targets.json or .env");
      return;
    }
    check_id(named, "id of an agent");
    read_.call.agent_id = named.text;
  }

  // An alias that the case names, else its version, else the alias in the configuration.
  void read_alias() {
    const YamlNode* version = target_.given("agent_version");
    if (version != nullptr && target_.given({"agent_alias_id", "alias_id"}) == nullptr) {
      read_version(*version);
      return;
    }
    const TargetReader::Named named = target_.named({"agent_alias_id", "alias_id"}, {"ITK_BEDROCK_AGENT_ALIAS_ID"});
    if (named.text.empty()) {
      wrong(named.at, "no_alias",
            "no alias of the agent to invoke; set entrypoint.target.agent_alias_id, entrypoint.target.agent_version "
            "(latest, draft or a number), or ITK_BEDROCK_AGENT_ALIAS_ID");
      return;
    }
    check_id(named, "id of an alias");
    read_.call.alias_id = named.text;
  }

  void read_version(const YamlNode& version) {
    const bool is_number = version.text.find_first_not_of("0123456789") == std::string::npos;
    if (version.text.find("${") != std::string::npos) {
      is_good_ = false;
    } else if (version.text == "draft" || version.text == "DRAFT") {
      read_.call.alias_id = aws::k_draft_alias;
    } else if (version.text == "latest" || is_number) {
      read_.version = version.text;
    } else {
      wrong(version.at, "bad_agent_version",
            fmt::format("there is no agent version \"{}\"; use latest, draft or a number{}", version.text,
                        did_you_mean(version.text, {"latest", "draft"})));
    }
  }

  void read_payload() {
    const YamlNode& payload = case_.payload;
    const YamlNode* input = payload.find("inputText");
    if (input == nullptr || !input->is_scalar() || input->text.empty()) {
      const bool is_there = input != nullptr && !input->is_null();
      wrong(is_there            ? input->at
            : payload.is_null() ? case_.entrypoint_at
                                : payload.at,
            is_there ? "bad_payload" : "missing_field",
            is_there ? "\"inputText\" must be the text for the agent, and not empty"
                     : "\"entrypoint.payload.inputText\" is missing; add the text for the agent");
    } else {
      read_.call.input_text = input->text;
    }
    read_.call.enable_trace = flag("enableTrace", true);
    read_.call.end_session = flag("endSession", false);
    read_session();
  }

  void read_session() {
    const YamlNode& payload = case_.payload;
    if (const YamlNode* session = payload.find("sessionId"); session != nullptr && !session->is_null()) {
      read_.call.session_id = session->text;
      if (!is_session_id(session->text)) {
        wrong(session->at, "bad_payload",
              "\"sessionId\" must be 2 to 100 letters, digits and . _ : -; without it each execution has its own");
      }
    }
    for (const YamlNode* holder : {&payload, payload.find("sessionState")}) {
      if (holder != nullptr) {
        read_attributes(*holder, "sessionAttributes", read_.call.session_attributes);
        read_attributes(*holder, "promptSessionAttributes", read_.call.prompt_attributes);
      }
    }
    check_known(payload, {"inputText", "enableTrace", "endSession", "sessionId", "sessionState", "sessionAttributes",
                          "promptSessionAttributes"});
    if (const YamlNode* state = payload.find("sessionState")) {
      check_known(*state, {"sessionAttributes", "promptSessionAttributes"});
    }
  }

  // What is not sent must not look as if it were.
  void check_known(const YamlNode& map, const std::vector<std::string>& known) {
    for (const YamlEntry& entry : map.entries) {
      if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
        wrong(
            entry.at, "bad_payload",
            fmt::format("this version does not send \"{}\" to an agent{}", entry.key, did_you_mean(entry.key, known)));
      }
    }
  }

  bool flag(std::string_view key, bool otherwise) {
    const YamlNode* value = case_.payload.find(key);
    if (value == nullptr || value->is_null()) {
      return otherwise;
    }
    if (!value->is_scalar() || scalar_type(*value) != ScalarType::Bool) {
      wrong(value->at, "bad_payload", fmt::format("\"{}\" must be true or false", key));
      return otherwise;
    }
    return value->text[0] == 't' || value->text[0] == 'T';
  }

  void read_attributes(const YamlNode& holder, std::string_view key, aws::AgentAttributes& attributes) {
    const YamlNode* map = holder.find(key);
    if (map == nullptr || map->is_null()) {
      return;
    }
    if (!map->is_map()) {
      wrong(map->at, "bad_payload", fmt::format("\"{}\" must be a mapping of names to texts", key));
      return;
    }
    for (const YamlEntry& entry : map->entries) {
      if (!entry.value.is_scalar()) {
        wrong(entry.value.at, "bad_payload",
              fmt::format("\"{}\" must be text: Bedrock takes no other attributes", entry.key));
      } else {
        attributes.insert_or_assign(entry.key, entry.value.text);
      }
    }
  }

  const Case& case_;
  TargetReader& target_;
  AgentCall read_;
  bool is_good_ = true;
};

}  // namespace

std::optional<AgentCall> read_agent_call(const Case& test_case, TargetReader& target) {
  return AgentCallReader(test_case, target).read();
}

}  // namespace itk::invoke
