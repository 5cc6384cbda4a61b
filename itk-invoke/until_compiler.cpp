#include <fmt/core.h>

#include "common/base/duration.h"
#include "itk-invoke/exec_poll.h"
#include "itk-invoke/http_poll.h"
#include "itk-invoke/until.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_path = "until";

bool read_duration(const YamlNode& map, std::string_view key, const Complain& complain,
                   std::chrono::milliseconds& duration) {
  const YamlNode* value = map.find(key);
  if (value == nullptr || value->is_null()) {
    return true;
  }
  const std::optional<std::int64_t> ms = value->is_scalar() ? parse_duration(value->text) : std::nullopt;
  if (!ms) {
    complain(value->at, "wrong_type",
             fmt::format("\"{}.{}\" must be a duration like 2s, 500ms, 5m or a number of seconds", k_path, key));
    return false;
  }
  duration = std::chrono::milliseconds(*ms);
  return true;
}

// By a program, or over HTTP; null: there were problems.
std::unique_ptr<Poll> compile_poll(const Case& test_case, const settings::Settings& settings, const UntilBase& base,
                                   const Complain& complain) {
  const YamlNode& until = test_case.until;
  const bool has_command = until.entry("command") != nullptr;
  std::vector<std::string> keys = {"every", "timeout", "done", "failed"};
  if (has_command) {
    keys.insert(keys.end(), {"command", "folder", "environment"});
  } else {
    keys.insert(keys.end(), {"url", "method", "headers", "query", "payload"});
  }
  check_keys(until, k_path, keys, complain);
  if (has_command) {
    return compile_program_poll(test_case, settings, complain);
  }
  return compile_http_poll(until, base, complain);
}

}  // namespace

std::unique_ptr<Until> compile_until(const Case& test_case, const settings::Settings& settings, UntilBase base,
                                     Problems& problems) {
  const YamlNode& until = test_case.until;
  if (!until.is_map()) {
    return nullptr;  // absent, or reported when the case was read
  }
  const Complain complain = [&](Place at, std::string code, std::string message) {
    problems.live(test_case.file, at, std::move(code), std::move(message));
  };
  const std::string_view number = until.entry("command") != nullptr ? "exit" : "status";
  std::unique_ptr<Poll> poll = compile_poll(test_case, settings, base, complain);
  Until::Pace pace;
  const bool has_pace =
      read_duration(until, "every", complain, pace.every) && read_duration(until, "timeout", complain, pace.timeout);
  const YamlNode* done = until.find("done");
  const YamlNode* failed = until.find("failed");
  if (done == nullptr) {
    complain(until.at, "missing_field",
             fmt::format("\"until.done\" is missing; say when the job has ended, like {{json: {{status: done}}}} or "
                         "{{{}: {}}}",
                         number, number == "exit" ? "0" : "200"));
    return nullptr;
  }
  auto ends = UntilCondition::read(*done, "until.done", number, complain);
  std::optional<UntilCondition> fails;
  if (failed != nullptr && !failed->is_null()) {
    fails = UntilCondition::read(*failed, "until.failed", number, complain);
  }
  if (!poll || !has_pace || !ends || (failed != nullptr && !failed->is_null() && !fails)) {
    return nullptr;
  }
  return std::make_unique<Until>(std::move(poll), pace, std::move(*ends), std::move(fails));
}

}  // namespace itk::invoke
