#include "itk-invoke/late_places.h"

#include <fmt/core.h>

#include <algorithm>

#include "itk-invoke/late_form.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_answer = "${answer.";

class LateChecker {
 public:
  explicit LateChecker(CaseReader& reader) : reader_(reader) {}

  // No late form at all below `node`.
  void refuse_all(const YamlNode* node, std::string_view why) { walk(node, why, false); }
  // None whose value is fetched.
  void refuse_fetched(const YamlNode* node, std::string_view why) { walk(node, why, true); }
  // No ${answer...}, but in the `until` of the case or of its entrypoint, which begins when there is an answer.
  void refuse_answers(const YamlNode& node, bool may_have_until) {
    for (const YamlNode& item : node.items) {
      refuse_answers(item, false);
    }
    for (const YamlEntry& entry : node.entries) {
      if (!may_have_until || entry.key != "until") {
        refuse_answers(entry.value, may_have_until && entry.key == "entrypoint");
      }
    }
    for (const std::string& form : late_forms_in(node.text)) {
      if (form.starts_with(k_answer)) {
        reader_.error(node.at, "late_value", fmt::format("{} cannot stand here: only `until` comes after it", form));
      }
    }
  }

 private:
  void walk(const YamlNode* node, std::string_view why, bool only_fetched) {
    if (node == nullptr) {
      return;
    }
    for (const YamlNode& item : node->items) {
      walk(&item, why, only_fetched);
    }
    for (const YamlEntry& entry : node->entries) {
      walk(&entry.value, why, only_fetched);
    }
    for (const std::string& form : late_forms_in(node->text)) {
      if (!form.starts_with(k_answer) && (!only_fetched || !form.starts_with("${itk."))) {
        reader_.error(node->at, "late_value", fmt::format("{} cannot stand here: {}", form, why));
      }
    }
  }

  CaseReader& reader_;
};

// Their targets are AWS's own names, which are looked at before the first message goes out.
bool has_aws_target(const YamlNode* entrypoint) {
  const YamlNode* type = entrypoint == nullptr ? nullptr : entrypoint->find("type");
  static constexpr std::string_view k_types[] = {"sqs_event", "lambda_invoke", "bedrock_invoke_agent",
                                                 "agentcore_invoke"};
  return type != nullptr && std::find(std::begin(k_types), std::end(k_types), type->text) != std::end(k_types);
}

}  // namespace

void check_late_places(const YamlNode& root, CaseReader& reader) {
  LateChecker checker(reader);
  checker.refuse_answers(root, true);
  const YamlNode* entrypoint = root.find("entrypoint");
  constexpr std::string_view k_recorded = "it would come into the records; only what is sent may have it";
  constexpr std::string_view k_beforehand = "it has no value yet when cases are read; write what it stands for";
  for (const std::string_view key : {"expected", "invariants", "canary"}) {
    checker.refuse_fetched(root.find(key), k_recorded);
  }
  for (const std::string_view key : {"before", "after"}) {
    checker.refuse_fetched(root.find(key),
                           "everybody on this machine can see the words of a program; let it fetch them");
  }
  for (const std::string_view key : {"fixture", "notes", "log_sources", "repeat", "timeout", "nonce", "deliver"}) {
    checker.refuse_all(root.find(key), k_beforehand);
  }
  if (const YamlNode* collect = root.find("collect")) {
    for (const YamlEntry& entry : collect->entries) {
      if (entry.key == "until") {
        checker.refuse_fetched(&entry.value, k_recorded);
      } else {
        checker.refuse_all(&entry.value, k_beforehand);
      }
    }
  }
  if (entrypoint == nullptr) {
    return;
  }
  checker.refuse_all(entrypoint->find("type"), k_beforehand);
  checker.refuse_all(entrypoint->find("payload_file"), k_beforehand);
  if (has_aws_target(entrypoint)) {
    for (const std::string_view key : {"target", "agent_id", "alias_id", "agent_version"}) {
      checker.refuse_all(entrypoint->find(key),
                         "the target is checked before anything is sent; put it into the environment, targets.json or "
                         ".env");
    }
  }
}

}  // namespace itk::invoke
