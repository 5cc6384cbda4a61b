#include "itk-collect/source_choice.h"

#include <algorithm>
#include <chrono>

#include "itk-collect/window_span.h"

namespace itk::collect {
namespace {

constexpr std::string_view k_span_group = "aws/spans";
constexpr std::string_view k_xray = "xray";
// A thousand cases that name the same pattern cost one listing, and a group that is made meanwhile is found all the
// same.
constexpr double k_listing_lasts_ms = 30'000;

bool is_pattern(const std::string& group) {
  return group.find_first_of("*?") != std::string::npos && !group.starts_with("arn:");
}

}  // namespace

SourceChoice::SourceChoice(const Options& options, TraceDestination destination, Clock& clock, const Logger& log)
    : reads_logs_(options.logs),
      reads_spans_(options.spans),
      destination_(std::move(destination)),
      clock_(clock),
      log_(log) {}

Status SourceChoice::settle(Rules& rules, const Source& source) {
  std::vector<std::string> groups;
  for (const std::string& named : reads_logs_ ? rules.log_groups : std::vector<std::string>()) {
    if (is_pattern(named)) {
      ITK_TRY_ASSIGN(const std::vector<std::string> like, groups_like(named, source));
      groups.insert(groups.end(), like.begin(), like.end());
    } else {
      groups.push_back(named);
    }
  }
  const auto xray = std::find(rules.sources.begin(), rules.sources.end(), k_xray);
  const bool is_logged = xray != rules.sources.end() && is_traced_to_logs();
  if (is_logged) {
    rules.sources.erase(xray);  // what X-Ray still has is a sample of them
  }
  if (is_logged || reads_spans_) {
    groups.emplace_back(k_span_group);
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  rules.log_groups = std::move(groups);
  return {};
}

Result<std::vector<std::string>> SourceChoice::groups_like(const std::string& pattern, const Source& source) {
  const Timestamp now = clock_.now();
  const auto listed = listed_.find(pattern);
  if (listed != listed_.end() && milliseconds_between(listed->second.at, now) < k_listing_lasts_ms) {
    return listed->second.groups;
  }
  ITK_TRY_ASSIGN(LogSource* const from, source());
  ITK_TRY_ASSIGN(std::vector<std::string> groups, resolve_groups({pattern}, *from));
  listed_[pattern] = {now, groups};
  return groups;
}

// Asked once. Where that is not allowed, X-Ray is read: it says itself that it has nothing.
bool SourceChoice::is_traced_to_logs() {
  if (!traced_to_logs_) {
    const Result<std::string> destination = destination_ ? destination_() : Result<std::string>("XRay");
    if (!destination) {
      log_.warning("where X-Ray puts segments is not known, so X-Ray is read and not the log group aws/spans: " +
                   destination.error().message);
    }
    traced_to_logs_ = destination && *destination == "CloudWatchLogs";
    if (*traced_to_logs_) {
      log_.info("Transaction Search is on: traces are read from the log group aws/spans, not from X-Ray");
    }
  }
  return *traced_to_logs_;
}

}  // namespace itk::collect
