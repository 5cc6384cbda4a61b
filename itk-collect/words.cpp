#include "itk-collect/words.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace itk::collect {
namespace {

std::string seconds(std::chrono::milliseconds duration) {
  return fmt::format("{:g} s", static_cast<double>(duration.count()) / 1000);
}

std::string places(const Rules& rules) {
  return fmt::format("{}{}{}", fmt::join(rules.log_groups, ", "),
                     rules.log_groups.empty() || rules.sources.empty() ? "" : ", ", fmt::join(rules.sources, ", "));
}

// "the REPORT of lambda:8f... in /aws/lambda/orders".
std::string name_of(const model::Awaited& what) {
  const std::string place = what.group.empty() ? "" : " in " + what.group;
  if (what.what == "report") {
    return what.id.empty() ? "a Lambda request and its REPORT" : "the REPORT of " + what.id + place;
  }
  if (what.what == "log") {
    return fmt::format("a message that matches {}{}", what.id, place);
  }
  if (what.what == "answer") {
    return "the agent's final answer";
  }
  if (what.what == "queue") {
    return fmt::format("queue {} to be empty", what.id);
  }
  return "the " + what.what + (what.id.empty() ? "" : " ") + what.id + place;
}

std::string explain(const model::Awaited& what, const OpenCase& open_case) {
  const std::string within = seconds(open_case.rules.deadline);
  const std::string where = places(open_case.rules);
  if (what.what == "report" && !what.id.empty()) {
    return fmt::format("no REPORT for {} in {} within {}: it was still running, or its last lines were never written",
                       what.id, what.group, within);
  }
  if (what.what == "consumer") {
    return fmt::format("nothing in {} shows that {} was consumed within {}: look at the queue's trigger, the log "
                       "groups, the region and the clock (the window begins at {})",
                       where, what.id, within, format_rfc3339(open_case.from));
  }
  if (what.what == "events") {
    return fmt::format(
        "nothing in {} belongs to this case within {}: look at the log groups, the region, the permission "
        "logs:FilterLogEvents and the clock (the window begins at {})",
        where, within, format_rfc3339(open_case.from));
  }
  if (what.what == "queue") {
    return fmt::format("queue {} was not empty within {}: look at the messages in it", what.id, within);
  }
  if (what.what == "group") {
    return fmt::format("log group {} could not be read", what.group);
  }
  return fmt::format("{} did not come within {} ({}): look at collect.until and the log groups", name_of(what), within,
                     what.group.empty() ? where : what.group);
}

// As a shell takes it for one word.
std::string shell_word(const std::string& text) {
  constexpr std::string_view k_plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=@:+,";
  if (!text.empty() && text.find_first_not_of(k_plain) == std::string::npos) {
    return text;
  }
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

}  // namespace

std::string describe_waiting(const OpenCase& open_case, const OpenCase::Due& due, bool is_sent, Timestamp now) {
  std::string what;
  if (!is_sent) {
    what = "for itk-invoke";
  } else if (!due.missing.empty()) {
    what = "for " + name_of(due.missing.front());
    if (due.missing.size() > 1) {
      what += fmt::format(" and {} more", due.missing.size() - 1);
    }
  } else {
    const auto quiet_s = std::max<std::int64_t>(0, (open_case.quiet_at().ns - now.ns) / 1'000'000'000);
    what = quiet_s > 0 ? fmt::format("{} s more for anything new", quiet_s) : "until nothing new comes";
  }
  const auto left_s = std::max<std::int64_t>(0, (open_case.deadline.ns - now.ns) / 1'000'000'000);
  return fmt::format("{}: waiting {}; {} events so far, {} s left", open_case.name, what, open_case.events, left_s);
}

std::string explain(const std::vector<model::Awaited>& missing, const OpenCase& open_case) {
  std::string text;
  for (const model::Awaited& what : missing) {
    text += (text.empty() ? "" : "; ") + explain(what, open_case);
  }
  return text;
}

std::string audit_command(const OpenCase& open_case) {
  return fmt::format("itk audit --case {} --out {}", shell_word(open_case.file), shell_word("audit/" + open_case.name));
}

}  // namespace itk::collect
