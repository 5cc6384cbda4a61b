#include "itk-invoke/case_conduct.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/nearest.h"
#include "itk-invoke/nonce_field.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

constexpr std::int64_t k_most_repeats = 1'000'000;

constexpr std::string_view k_hook_form = "write the program and its words as a list, like [psql, -f, seed.sql]";

void read_deliver(const YamlNode& root, CaseReader& reader, Case& test_case) {
  const YamlNode* deliver = root.find("deliver");
  if (deliver == nullptr || deliver->is_null()) {
    return;
  }
  if (deliver->is_scalar() && (deliver->text == "once" || deliver->text == "1")) {
    test_case.deliver = 1;
  } else if (deliver->is_scalar() && (deliver->text == "twice" || deliver->text == "2")) {
    test_case.deliver = 2;
  } else {
    reader.error(deliver->at, "wrong_type",
                 fmt::format("\"deliver\" must be once or twice, not {}",
                             deliver->is_scalar() ? "\"" + deliver->text + "\"" : std::string(describe(*deliver))));
  }
}

// One argv list.
std::optional<Hook> read_argv(const YamlNode& words, Place at, std::string_view key, CaseReader& reader) {
  if (!words.is_sequence() || words.items.empty()) {
    reader.error(words.is_null() ? at : words.at, "bad_hook",
                 fmt::format("\"{}\" runs programs without a shell, and this is {}; {}", key,
                             words.is_sequence() ? "an empty list" : describe(words), k_hook_form));
    return std::nullopt;
  }
  Hook hook;
  hook.at = words.at;
  for (const YamlNode& word : words.items) {
    if (!word.is_scalar()) {
      reader.error(word.at, "bad_hook", fmt::format("a word of \"{}\" is text, not {}", key, describe(word)));
      return std::nullopt;
    }
    hook.argv.push_back(word.text);
  }
  return hook;
}

// An argv list, or {run: [...], timeout: 10s}.
void read_hook(const YamlNode& item, std::string_view key, CaseReader& reader, std::vector<Hook>& hooks) {
  static const std::vector<std::string> k_keys = {"run", "timeout"};
  if (!item.is_map()) {
    if (std::optional<Hook> hook = read_argv(item, item.at, key, reader)) {
      hooks.push_back(std::move(*hook));
    }
    return;
  }
  for (const YamlEntry& entry : item.entries) {
    if (std::find(k_keys.begin(), k_keys.end(), entry.key) == k_keys.end()) {
      reader.error(
          entry.at, "bad_hook",
          fmt::format("\"{}\" has run and timeout, and no \"{}\"{}", key, entry.key, did_you_mean(entry.key, k_keys)));
    }
  }
  const YamlNode* run = item.find("run");
  if (std::optional<Hook> hook = read_argv(run == nullptr ? YamlNode() : *run, item.at, key, reader)) {
    hook->timeout_ms = reader.duration(item, "timeout", fmt::format("{}.timeout", key)).value_or(hook->timeout_ms);
    hooks.push_back(std::move(*hook));
  }
}

std::vector<Hook> read_hooks(const YamlNode& root, std::string_view key, CaseReader& reader) {
  std::vector<Hook> hooks;
  const YamlNode* value = root.find(key);
  if (value == nullptr || value->is_null()) {
    return hooks;
  }
  const bool is_list_of_hooks =
      value->is_sequence() && !value->items.empty() &&
      std::none_of(value->items.begin(), value->items.end(), [](const YamlNode& item) { return item.is_scalar(); });
  for (const YamlNode& item : is_list_of_hooks ? value->items : std::vector<YamlNode>{*value}) {
    read_hook(item, key, reader, hooks);
  }
  return hooks;
}

// The value of `key`, which stands at the top of the case or below `entrypoint`.
YamlNode raw_value(const YamlNode& root, std::string_view key, CaseReader& reader) {
  const YamlNode* entrypoint = root.find("entrypoint");
  const YamlEntry* below = entrypoint == nullptr ? nullptr : entrypoint->entry(key);
  const YamlEntry* top = root.entry(key);
  if (below != nullptr && top != nullptr) {
    reader.error(below->at, "given_twice",
                 fmt::format("\"{}\" stands at the top of the case, too (line {}); remove one", key, top->at.line));
  }
  const YamlEntry* entry = top == nullptr ? below : top;
  if (entry == nullptr) {
    return {};
  }
  std::vector<YamlProblem> problems;
  to_json(entry->value, problems);
  reader.add(std::move(problems));
  return entry->value;
}

void read_raw_values(const YamlNode& root, CaseReader& reader, Case& test_case) {
  test_case.turns = raw_value(root, "turns", reader);
  test_case.respond = raw_value(root, "respond", reader);
  test_case.until = raw_value(root, "until", reader);
  const YamlNode& turns = test_case.turns;
  if (!turns.is_null() && (!turns.is_sequence() || turns.items.empty())) {
    reader.error(turns.at, "wrong_type",
                 fmt::format("\"turns\" must be a list of at least one turn, not {}",
                             turns.is_sequence() ? "an empty list" : describe(turns)));
  }
  for (const YamlNode& turn : turns.items) {
    if (!turn.is_map() && !turn.is_scalar()) {
      reader.error(turn.at, "wrong_type", fmt::format("a turn is a text or a mapping, not {}", describe(turn)));
    }
  }
  if (!test_case.respond.is_null() && !test_case.respond.is_map() && !test_case.respond.is_sequence()) {
    reader.error(test_case.respond.at, "wrong_type", "\"respond\" must be a mapping or a list of them");
  }
  if (!test_case.until.is_null() && !test_case.until.is_map()) {
    reader.error(test_case.until.at, "wrong_type",
                 fmt::format("\"until\" must be a mapping, not {}", describe(test_case.until)));
  }
}

void read_canaries(const YamlNode& root, CaseReader& reader, Case& test_case) {
  test_case.canaries = reader.texts(root, "canary", "canary");
  if (std::find(test_case.canaries.begin(), test_case.canaries.end(), "") != test_case.canaries.end()) {
    reader.error(root.entry("canary")->at, "bad_canary",
                 "an empty canary is found everywhere; give it a text that occurs nowhere else");
  }
}

}  // namespace

void read_conduct(const YamlNode& root, CaseReader& reader, Case& test_case) {
  test_case.repeat = reader.whole_number(root, "repeat", "repeat", 1, k_most_repeats);
  test_case.timeout_ms = reader.duration(root, "timeout", "timeout");
  test_case.nonce = reader.flag(root, "nonce", "nonce").value_or(true);
  read_deliver(root, reader, test_case);
  test_case.before = read_hooks(root, "before", reader);
  test_case.after = read_hooks(root, "after", reader);
  read_canaries(root, reader, test_case);
  read_raw_values(root, reader, test_case);
  if (const std::optional<std::string> field = reader.text(root, "nonce_field", "nonce_field")) {
    test_case.nonce_field = *field;
    put_nonce(root.find("nonce_field")->at, reader, test_case);
  }
}

}  // namespace itk::invoke
