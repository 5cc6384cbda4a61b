// Waits for the evidence of all open cases at once: one tail per log group, whatever the number of cases that need it.
//
// A case is complete when everything that was sent has its consumer, every Lambda request that it caused has its
// REPORT, and every one of its log groups was read to the end after the quiet period without anything new. At its
// deadline it is closed as it stands, and its collection says what is missing.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/stage/stage.h"
#include "itk-collect/evidence.h"
#include "itk-collect/log_source.h"
#include "itk-collect/log_tail.h"
#include "itk-collect/open_case.h"
#include "itk-collect/options.h"
#include "itk-collect/outbox.h"
#include "itk-collect/rate_limit.h"

namespace itk::collect {

// Made on the first case that needs it, so that a run of fixtures needs no credentials.
using MakeSource = std::function<Result<std::unique_ptr<LogSource>>()>;

class Collector {
 public:
  Collector(const RuleBook& rules, double rate, bool all, MakeSource make_source, Stage& stage, Clock& clock,
            Outbox& outbox);

  Status open(const model::Invocation& invocation);
  void take(const model::Answer& answer);
  // An event of another reader that belongs to a case by its word.
  void take(const model::Event& event);
  void end_of_input() { is_end_of_input_ = true; }

  bool is_waiting() const { return !open_.empty(); }
  // Makes one call if one is due, and closes what is complete or over.
  Status step();
  // How long nothing is to be done.
  std::chrono::milliseconds idle_time() const;
  // Closes everything as it stands.
  Status close_all(const std::string& reason);
  // What is left to say when all is done.
  Status finish();

  // One line per open case, for people.
  std::vector<std::string> waiting_for();

 private:
  LogTail* tail_to_read(Timestamp now);
  Status read_from(LogTail& tail);
  Status take_page(LogTail& tail, LogPage page);
  Status take_failure(LogTail& tail, const Error& error, bool had_token);
  Status give_up(LogTail& tail, Error error);
  bool is_needed(const LogTail& tail) const;
  bool is_read_since(const OpenCase& open_case, Timestamp time, bool or_failing) const;
  Status close_ready();
  Status consider(OpenCase& open_case, std::string& reason, bool& closes);
  Status close(OpenCase& open_case, const std::string& reason);
  void cover_windows();

  const RuleBook& rules_;
  bool all_;
  MakeSource make_source_;
  Stage& stage_;
  Clock& clock_;
  Outbox& outbox_;
  std::unique_ptr<LogSource> source_;
  RateLimit limit_;
  Evidence evidence_;
  std::map<std::string, LogTail> tails_;
  std::vector<std::unique_ptr<OpenCase>> open_;
  std::vector<std::string> inv_of_;  // by CaseNumber
  std::map<std::string, CaseNumber> number_of_;
  bool is_end_of_input_ = false;
  std::int64_t late_ = 0;
};

}  // namespace itk::collect
