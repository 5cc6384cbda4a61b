// All log groups that any open case needs, read in turn within one rate.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "itk-collect/log_source.h"
#include "itk-collect/log_tail.h"
#include "itk-collect/rate_limit.h"
#include "itk-collect/source_choice.h"

namespace itk::collect {

// Made for the first case that needs it, so that a run of fixtures needs no credentials.
using MakeSource = std::function<Result<std::unique_ptr<LogSource>>()>;

// The error of a call about this group. For one group among many, a refusal is evidence that is missing (exit
// 4, or 6 where the group does not exist), not a reason to refuse the run.
Error of_log_group(Error error, const std::string& group);

class Tails {
 public:
  Tails(std::chrono::milliseconds widest_query, double rate, MakeSource make_source, Clock& clock, const Logger& log)
      : widest_query_(widest_query), make_source_(std::move(make_source)), clock_(clock), log_(log), limit_(rate) {}

  // What a case's rules mean, by `choice`.
  Status settle(Rules& rules, SourceChoice& choice);
  // A case needs this group from now on; one that was given up is asked again.
  void need(const std::string& group);
  // The window that open cases need of it; nothing: none does.
  struct Window {
    Timestamp from, until;
  };
  void cover(const std::string& group, const std::optional<Window>& window);

  // What one call brought.
  struct Read {
    std::string group;
    std::vector<LogEvent> events;
    std::optional<Error> given_up;  // why this group is not asked any more
  };
  // Makes the call that is due, if one is. An error means that there is no source at all.
  Result<std::optional<Read>> read_next();
  // When the next call is due.
  std::optional<Timestamp> due() const;

  const LogTail& at(const std::string& group) const { return tails_.at(group).tail; }

 private:
  struct Entry {
    LogTail tail;
    bool is_needed = true;
  };
  Result<LogSource*> source();
  Entry* entry_to_read();
  std::optional<Error> take_failure(LogTail& tail, const Error& error, bool had_token);

  std::chrono::milliseconds widest_query_;
  MakeSource make_source_;
  Clock& clock_;
  const Logger& log_;
  RateLimit limit_;
  std::unique_ptr<LogSource> source_;
  std::map<std::string, Entry> tails_;
};

}  // namespace itk::collect
