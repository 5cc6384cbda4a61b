#include "itk-collect/open_case.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/ids/id.h"

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

// Clocks differ, and an invocation's record is older than the message.
constexpr milliseconds k_before_sending{5'000};

Timestamp plus(Timestamp time, milliseconds duration) { return {time.ns + duration.count() * 1'000'000}; }

bool is_queue(std::string_view entrypoint) { return entrypoint.starts_with("sqs"); }

bool is_agent(std::string_view entrypoint) { return entrypoint.starts_with("bedrock_invoke_agent"); }

// Its parts that are said, with a space between them.
std::string words(const model::Sentinel& span) {
  std::string text;
  for (const std::string* part : {&span.kind, &span.operation, &span.component}) {
    text += (text.empty() || part->empty() ? "" : " ") + *part;
  }
  return text;
}

}  // namespace

model::Awaited awaited_of(const model::Sentinel& sentinel) {
  const std::string& what = sentinel.what;
  return {what, what == "log" ? sentinel.pattern : what == "span" ? words(sentinel) : sentinel.queue, sentinel.group};
}

OpenCase::OpenCase(CaseNumber case_number, const model::Invocation& invocation, Rules case_rules, Timestamp now,
                   SentinelWatch& watch)
    : number(case_number),
      inv(invocation.inv),
      name(invocation.case_id),
      file(invocation.file),
      iteration(invocation.iteration),
      rules(std::move(case_rules)),
      opened(now),
      from(plus(invocation.time.value_or(now), -k_before_sending)),
      last_change_(now) {
  for (const model::Sentinel& sentinel : rules.until) {
    declared_.push_back({sentinel, watch.add(sentinel), false});
  }
  add_send(invocation, now);
  is_past_ = deadline < now;
}

void OpenCase::add_send(const model::Invocation& invocation, Timestamp now) {
  Send send;
  send.turn = invocation.turn;
  send.nonce = invocation.nonce.empty() ? "" : ids::make_id(ids::Kind::Nonce, invocation.nonce);
  send.is_queued = is_queue(invocation.entrypoint);
  send.is_agent = is_agent(invocation.entrypoint);
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
  if (answer.status == "ok" && send->is_agent) {
    for (Declared& declared : declared_) {
      declared.is_there = declared.is_there || declared.sentinel.what == "answer";
    }
  }
  if (answer.sent) {
    deadline = std::max(deadline, plus(*answer.sent, rules.deadline));
  }
  touch(now);
}

void OpenCase::touch(Timestamp time) {
  last_change_ = std::max(last_change_, time);
  due_version_ = -1;
}

void OpenCase::found(std::size_t sentinel) {
  for (Declared& declared : declared_) {
    declared.is_there = declared.is_there || declared.number == sentinel;
  }
  due_version_ = -1;
}

void OpenCase::queue_is_empty(const std::string& queue, Timestamp now) {
  for (Declared& declared : declared_) {
    declared.is_there = declared.is_there || declared.sentinel.queue == queue;
  }
  touch(now);
}

bool OpenCase::is_answered() const {
  return std::all_of(sends_.begin(), sends_.end(), [](const Send& send) { return send.is_answered; });
}

Timestamp OpenCase::quiet_at() const {
  if (is_past_) {
    return opened;
  }
  return is_declared() ? held_since_.value_or(last_change_) : plus(last_change_, rules.quiet);
}

void OpenCase::add_consumers(const Evidence& evidence, Due& due) const {
  for (const Send& send : sends_) {
    if (!send.is_queued) {
      continue;
    }
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
}

void OpenCase::add_reports(const std::vector<OwnedRequest>& requests, Due& due) const {
  for (const OwnedRequest& request : requests) {
    due.awaited.push_back({"report", request.id, request.seen.group});
    if (!request.seen.has_report) {
      due.missing.push_back(due.awaited.back());
    }
  }
}

const OpenCase::Due& OpenCase::due(Evidence& evidence, OwnedRequests& requests) {
  if (due_version_ != evidence.version()) {
    due_ = is_declared() ? find_declared(evidence, requests) : find_due(evidence, requests);
    due_version_ = evidence.version();
    held_since_ = due_.missing.empty() ? std::optional(held_since_.value_or(last_change_)) : std::nullopt;
  }
  return due_;
}

std::vector<std::string> OpenCase::queues_to_look_at() const {
  std::vector<std::string> queues;
  for (const model::Awaited& missing : due_.missing) {
    if (missing.what != "queue") {
      return {};
    }
    queues.push_back(missing.id);
  }
  return queues;
}

bool OpenCase::is_queued() const {
  return std::any_of(sends_.begin(), sends_.end(), [](const Send& send) { return send.is_queued; });
}

OpenCase::Due OpenCase::find_declared(Evidence& evidence, OwnedRequests& requests) const {
  Due due;
  for (const Declared& declared : declared_) {
    const std::vector<OwnedRequest>& own = requests.of(number, evidence);
    if (declared.sentinel.what == "report" && !own.empty()) {
      add_consumers(evidence, due);
      add_reports(own, due);
      continue;
    }
    due.awaited.push_back(awaited_of(declared.sentinel));
    if (!declared.is_there) {
      due.missing.push_back(due.awaited.back());
    }
  }
  return due;
}

OpenCase::Due OpenCase::find_due(Evidence& evidence, OwnedRequests& requests) const {
  Due due;
  if (rules.reads_nothing()) {
    return due;
  }
  if (!rules.reads_traces_only) {
    add_consumers(evidence, due);
  }
  if (!is_queued() || rules.reads_traces_only) {
    due.awaited.push_back({"events", "", ""});
    if (events == 0) {
      due.missing.push_back(due.awaited.back());
    }
  }
  add_reports(requests.of(number, evidence), due);
  return due;
}

}  // namespace itk::collect
