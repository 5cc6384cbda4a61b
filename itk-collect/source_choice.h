// What is read, of what --source, --log-groups and a case name: log groups by name, prefix or pattern, aws/spans where
// it holds the traces, and X-Ray where it does.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "itk-collect/log_source.h"
#include "itk-collect/options.h"

namespace itk::collect {

// Where X-Ray puts segments: "XRay" or "CloudWatchLogs".
using TraceDestination = std::function<Result<std::string>()>;

class SourceChoice {
 public:
  SourceChoice(const Options& options, TraceDestination destination, Clock& clock, const Logger& log);

  using Source = std::function<Result<LogSource*>()>;
  // Replaces the patterns of the rules by the log groups that there are by now, and takes out what is not read.
  // Nothing is asked where the rules say all.
  Status settle(Rules& rules, const Source& source);

 private:
  bool is_traced_to_logs();
  Result<std::vector<std::string>> groups_like(const std::string& pattern, const Source& source);

  struct Listed {
    Timestamp at;
    std::vector<std::string> groups;
  };

  bool reads_logs_, reads_spans_;
  TraceDestination destination_;
  Clock& clock_;
  const Logger& log_;
  std::optional<bool> traced_to_logs_;
  std::map<std::string, Listed> listed_;  // by pattern
};

}  // namespace itk::collect
