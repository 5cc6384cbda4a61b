// The part of the sender that goes on with a run that was cut off.
#include <fmt/core.h>

#include "common/aws/logs.h"
#include "itk-invoke/sender.h"

namespace itk::invoke {
namespace {

// The group in which this nonce stands, in what was logged since `start`; empty: in none of them.
Result<std::string> find_nonce(aws::Client& logs, const std::vector<std::string>& groups, const std::string& nonce,
                               Timestamp start) {
  for (const std::string& group : groups) {
    aws::FilterLogEvents query;
    query.log_group = group;
    query.start_ms = start.ms();
    query.filter_pattern = "\"" + nonce + "\"";
    do {
      ITK_TRY_ASSIGN(const aws::LogPage page, aws::filter_log_events(logs, query));
      if (!page.events.empty()) {
        return group;
      }
      query.next_token = page.next_token;  // a page may be empty and yet not be the last
    } while (!query.next_token.empty());
  }
  return std::string();
}

// What was logged can be found only a while later, and not finding it says nothing before that.
constexpr std::int64_t k_least_age_ms = 10'000;

void let_logs_arrive(const model::Invocation& invocation, Clock& clock, const Logger& log) {
  if (!invocation.time) {
    return;
  }
  const std::int64_t age_ms = clock.now().ms() - invocation.time->ms();
  const std::int64_t least_ms = invocation.collect->quiet_ms.value_or(k_least_age_ms);
  if (age_ms < least_ms) {
    log.info(fmt::format("{}, iteration {} was sent {:.1f} s ago, if it was; what it logged is looked for in {:.1f} s",
                         invocation.case_id, invocation.iteration, static_cast<double>(age_ms) / 1000,
                         static_cast<double>(least_ms - age_ms) / 1000));
    clock.sleep_for(std::chrono::milliseconds(least_ms - age_ms));
  }
}

}  // namespace

// Whether its message arrived; what is known of it is written then.
Result<bool> Sender::was_sent(const PlannedCase& planned, const Unknown& unknown) {
  const model::Invocation& invocation = unknown.invocation;
  const std::string what = fmt::format("{}, iteration {}", invocation.case_id, invocation.iteration);
  const std::vector<std::string> groups =
      invocation.collect ? invocation.collect->log_groups : std::vector<std::string>();
  if (groups.empty() || invocation.nonce.empty() || !planned.test_case.nonce) {
    stage_.log().warning(fmt::format("{}: it is unknown whether it was sent, and there is {} to look for it; it is "
                                     "sent (again), with the same nonce",
                                     what, groups.empty() ? "no log group" : "no nonce"));
    return false;
  }
  let_logs_arrive(invocation, world_.clock, stage_.log());
  ITK_TRY_ASSIGN(aws::Client * logs, aws_.client(aws::Service::Logs, planned.delivery->region()));
  ITK_TRY_ASSIGN(const std::string group, find_nonce(*logs, groups, invocation.nonce, run_.start));
  if (group.empty()) {
    stage_.log().warning(
        fmt::format("{}: its nonce {} is in none of its log groups; it is sent (again), with the same nonce", what,
                    invocation.nonce));
    return false;
  }
  for (const std::string& line : unknown.lines) {
    ITK_TRY(stage_.pass_line(line));
  }
  model::Answer answer;
  answer.inv = invocation.inv;
  answer.turn = invocation.turn;
  answer.status = "sent";
  answer.sent = invocation.time;
  answer.reason = fmt::format("its answer was not recorded; its nonce was found in {}", group);
  ITK_TRY(stage_.write(std::move(answer)));
  if (invocation.turn.value_or(0) < planned.delivery->turns()) {
    ITK_TRY(stage_.report(
        Error{ErrorClass::Transient,
              ExitCode::Incomplete,
              "conversation_cut",
              fmt::format("{}: the run was cut off in turn {} of {}; the turns behind it were not sent, for the answer "
                          "to it is lost",
                          what, *invocation.turn, planned.delivery->turns()),
              {},
              {}},
        invocation.inv));
  }
  return true;
}

Status Sender::take_over(const std::vector<PlannedCase>& plan) {
  for (const std::string& line : resumed_->lines) {
    ITK_TRY(stage_.pass_line(line));
  }
  stage_.log().info(fmt::format("run {} goes on: {} executions were answered, {} are unknown", run_.run,
                                resumed_->answered.size(), resumed_->unknown.size()));
  for (const auto& [key, unknown] : resumed_->unknown) {
    const auto planned = std::find_if(
        plan.begin(), plan.end(), [&](const PlannedCase& candidate) { return candidate.test_case.id == key.first; });
    if (planned == plan.end()) {
      stage_.log().warning(fmt::format("{}, iteration {}: it is unknown whether it was sent, and its case is not among "
                                       "those that are run now",
                                       key.first, key.second));
      continue;
    }
    ITK_TRY_ASSIGN(const bool sent, was_sent(*planned, unknown));
    if (sent) {
      resumed_->answered.insert(key);
    }
  }
  return {};
}

}  // namespace itk::invoke
