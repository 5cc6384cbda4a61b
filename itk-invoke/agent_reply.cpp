#include "itk-invoke/agent_reply.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "common/base/nearest.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

class ReplyReader {
 public:
  ReplyReader(const YamlNode& entry, TargetReader& target) : entry_(entry), target_(target) {}

  std::optional<AgentReply> read() {
    if (!entry_.is_map()) {
      wrong(entry_.at, fmt::format("an entry of \"respond\" is a mapping, not {}", describe(entry_)));
      return std::nullopt;
    }
    check_keys();
    reply_.at = entry_.at;
    reply_.action_group = text("action_group");
    reply_.function = text("function");
    reply_.api_path = text("api_path");
    reply_.method = text("method");
    reply_.content_type = text("content_type");
    read_confirm();
    read_state();
    read_status();
    read_body();
    if (!reply_.confirm && !reply_.body && reply_.state.empty()) {
      wrong(entry_.at,
            "an entry of \"respond\" answers nothing; add json, text or body, response_state, or confirm: true");
    }
    if (!reply_.function.empty() && !reply_.api_path.empty()) {
      wrong(entry_.at, "an action group has functions or an API; write \"function\" or \"api_path\", not both");
    }
    return is_good_ ? std::optional(std::move(reply_)) : std::nullopt;
  }

 private:
  void wrong(Place at, std::string message) {
    target_.complain(at, "bad_respond", std::move(message));
    is_good_ = false;
  }

  void check_keys() {
    static const std::vector<std::string> k_keys = {"action_group", "function",     "api_path",      "method",
                                                    "json",         "text",         "body",          "confirm",
                                                    "status",       "content_type", "response_state"};
    for (const YamlEntry& entry : entry_.entries) {
      if (std::find(k_keys.begin(), k_keys.end(), entry.key) == k_keys.end()) {
        wrong(entry.at,
              fmt::format("an entry of \"respond\" has no \"{}\"{}", entry.key, did_you_mean(entry.key, k_keys)));
      }
    }
  }

  const YamlNode* given(std::string_view key) const {
    const YamlNode* value = entry_.find(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  std::string text(std::string_view key) {
    const YamlNode* value = given(key);
    if (value != nullptr && (!value->is_scalar() || value->text.find("${") != std::string::npos)) {
      wrong(value->at, fmt::format("\"{}\" of an entry of \"respond\" is a text without ${{...}}", key));
      return "";
    }
    return value == nullptr ? "" : value->text;
  }

  void read_confirm() {
    const YamlNode* value = given("confirm");
    if (value == nullptr) {
      return;
    }
    if (!value->is_scalar() || scalar_type(*value) != ScalarType::Bool) {
      wrong(value->at, "\"confirm\" must be true or false");
      return;
    }
    reply_.confirm = value->text[0] == 't' || value->text[0] == 'T';
  }

  void read_state() {
    static const std::vector<std::string> k_states = {"FAILURE", "REPROMPT"};
    reply_.state = text("response_state");
    if (!reply_.state.empty() && std::find(k_states.begin(), k_states.end(), reply_.state) == k_states.end()) {
      wrong(given("response_state")->at,
            fmt::format("there is no response state \"{}\"; use FAILURE or REPROMPT, or leave it out{}", reply_.state,
                        did_you_mean(reply_.state, k_states)));
    }
  }

  void read_status() {
    const YamlNode* value = given("status");
    if (value == nullptr) {
      return;
    }
    std::int64_t status = 0;
    const char* end = value->text.data() + value->text.size();
    const auto [rest, error] = std::from_chars(value->text.data(), end, status);
    if (!value->is_scalar() || error != std::errc{} || rest != end || status < 100 || status > 599) {
      wrong(value->at, "\"status\" must be an HTTP status, 100 to 599");
      return;
    }
    reply_.status = status;
  }

  // `text` is text, `json` is any value, and `body` is text where it is one and JSON where not.
  void read_body() {
    for (const std::string_view key : {"text", "json", "body"}) {
      const YamlNode* value = entry_.find(key);
      if (value == nullptr || (value->is_null() && key != "json")) {
        continue;
      }
      if (reply_.body) {
        wrong(value->at, "an entry of \"respond\" has one of json, text and body, not several");
        return;
      }
      const bool is_text = key != "json" && value->is_scalar();
      if (key == "text" && !is_text) {
        wrong(value->at, fmt::format("\"text\" must be text, not {}; use json", describe(*value)));
        return;
      }
      std::vector<YamlProblem> said_before;  // when the case was read
      reply_.body = is_text ? LateText::plain(value->text) : LateText::json(to_json(*value, said_before));
      if (reply_.content_type.empty()) {
        reply_.content_type = is_text ? "text/plain" : "application/json";
      }
    }
  }

  const YamlNode& entry_;
  TargetReader& target_;
  AgentReply reply_;
  bool is_good_ = true;
};

}  // namespace

std::string AgentReply::name() const {
  const std::string what = function.empty() ? (method.empty() ? api_path : method + " " + api_path) : function;
  return action_group.empty() || what.empty() ? action_group + what : action_group + "/" + what;
}

std::optional<std::vector<AgentReply>> read_agent_replies(const YamlNode& respond, TargetReader& target) {
  std::vector<AgentReply> replies;
  bool is_good = true;
  const auto add = [&](const YamlNode& entry) {
    std::optional<AgentReply> reply = ReplyReader(entry, target).read();
    is_good = is_good && reply;
    if (reply) {
      replies.push_back(std::move(*reply));
    }
  };
  if (respond.is_sequence()) {
    std::for_each(respond.items.begin(), respond.items.end(), add);
  } else if (!respond.is_null()) {
    add(respond);
  }
  return is_good ? std::optional(std::move(replies)) : std::nullopt;
}

}  // namespace itk::invoke
