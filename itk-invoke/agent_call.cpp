#include "itk-invoke/agent_call.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/agent_aliases.h"
#include "common/base/nearest.h"
#include "itk-invoke/late_form.h"

namespace itk::invoke {
namespace {

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_agent_id(std::string_view text) {
  return text.size() == 10 && std::all_of(text.begin(), text.end(), is_alphanumeric);
}

class AgentCallReader {
 public:
  AgentCallReader(const Case& test_case, TargetReader& target) : case_(test_case), target_(target) {}

  std::optional<AgentCall> read() {
    read_agent();
    read_alias();
    read_session();
    if (std::optional<std::vector<AgentTurn>> turns = read_agent_turns(case_, target_)) {
      read_.turns = std::move(*turns);
    } else {
      is_good_ = false;
    }
    read_.file = case_.file;
    read_.is_conversation = !case_.turns.items.empty();
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
    read_.agent_id = named.text;
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
    read_.alias_id = named.text;
  }

  void read_version(const YamlNode& version) {
    const bool is_number = version.text.find_first_not_of("0123456789") == std::string::npos;
    if (version.text.find("${") != std::string::npos) {
      is_good_ = false;
    } else if (version.text == "draft" || version.text == "DRAFT") {
      read_.alias_id = aws::k_draft_alias;
    } else if (version.text == "latest" || is_number) {
      read_.version = version.text;
    } else {
      wrong(version.at, "bad_agent_version",
            fmt::format("there is no agent version \"{}\"; use latest, draft or a number{}", version.text,
                        did_you_mean(version.text, {"latest", "draft"})));
    }
  }

  void read_session() {
    const YamlNode* session = case_.payload.find("sessionId");
    if (session == nullptr || session->is_null()) {
      return;
    }
    read_.session_id = LateText::plain(session->text);
    if (!session->is_scalar() || (read_.session_id.is_constant() && !is_session_id(session->text))) {
      wrong(session->at, "bad_payload",
            "\"sessionId\" must be 2 to 100 letters, digits and . _ : -; without it each execution has its own");
    }
    for (const std::string& form : late_forms_in(session->text)) {
      if (!case_.turns.items.empty() && (form == "${itk.nonce}" || form == "${itk.seed}" || form == "${itk.now}")) {
        wrong(session->at, "bad_payload",
              fmt::format("{} is another one in each turn, and all turns share one session; use ${{itk.inv}}", form));
      }
    }
  }

  const Case& case_;
  TargetReader& target_;
  AgentCall read_;
  bool is_good_ = true;
};

}  // namespace

bool is_session_id(std::string_view text) {
  return text.size() >= 2 && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
           return is_alphanumeric(c) || c == '.' || c == '_' || c == ':' || c == '-';
         });
}

std::optional<AgentCall> read_agent_call(const Case& test_case, TargetReader& target) {
  return AgentCallReader(test_case, target).read();
}

}  // namespace itk::invoke
