// What ends a run before its time: rules that the user gave (`--stop-on failures>3`), and what it may cost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace itk::invoke {

// What has happened so far in a run: seen here, or told by the stages behind us (feedback.h).
struct Tally {
  std::int64_t started = 0;
  std::int64_t ended = 0;
  std::int64_t errors = 0;     // executions that could not be run
  std::int64_t failures = 0;   // those, and executions that failed a check
  std::int64_t warnings = 0;   // executions with a check that warns
  std::int64_t throttles = 0;  // of what we call, and in traces
  std::int64_t tokens = 0;
  double usd = 0;
};

class StopRules {
 public:
  // "failures>3", "errors>=1", "throttles>100", "failures>5%" (of what has ended, from 20 on).
  Status add(std::string_view text);
  void limit_usd(double usd) { max_usd_ = usd; }
  void limit_tokens(std::int64_t tokens) { max_tokens_ = tokens; }

  // Why the run has to stop: "failures>3: 4 of 17 executions failed"; nothing: it may go on.
  std::optional<std::string> broken(const Tally& tally) const;

 private:
  struct Rule {
    std::string text;
    std::int64_t Tally::*metric;
    std::string what;  // "failed"
    bool or_equal = false;
    bool is_percent = false;
    double bound = 0;
  };

  std::vector<Rule> rules_;
  std::optional<double> max_usd_;
  std::optional<std::int64_t> max_tokens_;
};

}  // namespace itk::invoke
