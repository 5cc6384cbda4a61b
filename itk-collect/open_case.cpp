#include "itk-collect/open_case.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/ids/id.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

// Clocks differ, and an invocation's record is older than the message.
constexpr milliseconds k_before_sending{5'000};

Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

bool is_queue(std::string_view entrypoint) { return entrypoint.starts_with("sqs"); }

std::string seconds(milliseconds duration) {
  return fmt::format("{:g} s", static_cast<double>(duration.count()) / 1000);
}

std::string places(const Rules& rules) {
  return fmt::format("{}{}{}", fmt::join(rules.log_groups, ", "),
                     rules.log_groups.empty() || rules.sources.empty() ? "" : ", ", fmt::join(rules.sources, ", "));
}

}  // namespace

OpenCase::OpenCase(CaseNumber case_number, const model::Invocation& invocation, Rules case_rules, Timestamp now)
    : number(case_number),
      inv(invocation.inv),
      name(invocation.case_id),
      iteration(invocation.iteration),
      rules(std::move(case_rules)),
      opened(now),
      from(plus(invocation.time.value_or(now), -k_before_sending)),
      last_change_(now) {
  add_send(invocation, now);
  is_past_ = deadline < now;
}

void OpenCase::add_send(const model::Invocation& invocation, Timestamp now) {
  Send send;
  send.turn = invocation.turn;
  send.nonce = invocation.nonce.empty() ? "" : ids::make_id(ids::Kind::Nonce, invocation.nonce);
  send.is_queued = is_queue(invocation.entrypoint);
  sends_.push_back(std::move(send));
  deadline = std::max(deadline, plus(invocation.time.value_or(now), rules.deadline));
}

void OpenCase::add_turn(const model::Invocation& invocation, Timestamp now) {
  add_send(invocation, now);
  touch(now);
}

void OpenCase::take(const model::Answer& answer, Timestamp now) {
  const auto send = std::find_if(sends_.begin(), sends_.end(), [&](const Send& s) { return s.turn == answer.turn; });
  if (send == sends_.end()) {
    return;
  }
  send->is_answered = true;
  send->is_queued = send->is_queued && answer.status == "sent";
  due_version_ = -1;
  for (const std::string& id : answer.ids) {
    if (ids::kind_of(id) == ids::Kind::Sqs) {
      send->messages.push_back(id);
    }
  }
  // A function that raised, or an agent whose stream broke, did work: a call that AWS took has left evidence.
  const bool was_taken = answer.http_status && *answer.http_status < 300;
  if (answer.status == "error" && !was_taken) {
    refusal_ = "the send failed" + (answer.error ? ": " + answer.error->message : std::string());
  }
  if (answer.sent) {
    deadline = std::max(deadline, plus(*answer.sent, rules.deadline));
  }
  touch(now);
}

void OpenCase::touch(Timestamp now) {
  last_change_ = std::max(last_change_, now);
  due_version_ = -1;
}

bool OpenCase::is_answered() const {
  return std::all_of(sends_.begin(), sends_.end(), [](const Send& send) { return send.is_answered; });
}

Timestamp OpenCase::quiet_at() const { return is_past_ ? opened : plus(last_change_, rules.quiet); }

void OpenCase::add_consumers(const Send& send, const Evidence& evidence, Due& due) const {
  const bool is_seen = !send.nonce.empty() && evidence.has_seen(send.nonce);
  std::vector<std::string> ids = send.messages;
  if (ids.empty()) {
    ids.push_back(send.nonce);
  }
  for (const std::string& id : ids) {
    due.awaited.push_back({"consumer", id, ""});
    // The nonce proves it too, but not for each of several messages.
    if (!evidence.has_seen(id) && !(is_seen && ids.size() == 1)) {
      due.missing.push_back(due.awaited.back());
    }
  }
}

const OpenCase::Due& OpenCase::due(Evidence& evidence) {
  if (due_version_ != evidence.version()) {
    due_ = find_due(evidence);
    due_version_ = evidence.version();
  }
  return due_;
}

bool OpenCase::is_queued() const {
  return std::any_of(sends_.begin(), sends_.end(), [](const Send& send) { return send.is_queued; });
}

OpenCase::Due OpenCase::find_due(Evidence& evidence) const {
  Due due;
  if (rules.reads_nothing()) {
    return due;
  }
  for (const Send& send : sends_) {
    if (send.is_queued) {
      add_consumers(send, evidence, due);
    }
  }
  if (!is_queued()) {
    due.awaited.push_back({"events", "", ""});
    if (events == 0) {
      due.missing.push_back(due.awaited.back());
    }
  }
  for (const auto& [id, request] : evidence.requests()) {
    const std::vector<CaseNumber> owners = evidence.belonging().owners({id});
    if (std::find(owners.begin(), owners.end(), number) == owners.end()) {
      continue;
    }
    due.awaited.push_back({"report", id, request.group});
    if (!request.has_report) {
      due.missing.push_back(due.awaited.back());
    }
  }
  return due;
}

std::string OpenCase::waiting_for(Evidence& evidence, bool is_end_of_input, Timestamp now) {
  std::string what = "until nothing new comes";
  const std::vector<model::Awaited>& missing = due(evidence).missing;
  if (!is_answered() && !is_end_of_input) {
    what = "for itk-invoke";
  } else if (!missing.empty()) {
    const model::Awaited& first = missing.front();
    what = fmt::format("for the {} {}{}{}", first.what == "report" ? "REPORT of" : first.what, first.id,
                       first.group.empty() ? "" : " in ", first.group);
    if (missing.size() > 1) {
      what += fmt::format(" and {} more", missing.size() - 1);
    }
  }
  const auto left_s = std::max<std::int64_t>(0, (deadline.ns - now.ns) / 1'000'000'000);
  return fmt::format("{}: waiting {}; {} events so far, {} s left", name, what, events, left_s);
}

std::string explain(const std::vector<model::Awaited>& missing, const OpenCase& open_case) {
  std::string text;
  for (const model::Awaited& what : missing) {
    text += text.empty() ? "" : "; ";
    if (what.what == "report") {
      text += fmt::format("no REPORT for {} in {} within {}", what.id, what.group, seconds(open_case.rules.deadline));
    } else if (what.what == "consumer") {
      text +=
          fmt::format("nothing in {} shows that {} was consumed within {}: look at the queue's trigger, the log groups "
                      "and the region",
                      places(open_case.rules), what.id, seconds(open_case.rules.deadline));
    } else if (what.what == "events") {
      text += fmt::format("nothing in {} belongs to this case within {}: look at the log groups, the region and the "
                          "permission logs:FilterLogEvents",
                          places(open_case.rules), seconds(open_case.rules.deadline));
    } else {
      text += fmt::format("log group {} could not be read", what.group);
    }
  }
  return text;
}

}  // namespace itk::collect
