#include "itk-collect/window_span.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/duration.h"

namespace itk::collect {
namespace {

Result<Timestamp> read_point(std::string_view flag, std::string_view text, Timestamp now) {
  if (const auto ms = parse_duration(text)) {
    return Timestamp{now.ns - *ms * 1'000'000};
  }
  const Result<Timestamp> time = parse_rfc3339(text);
  if (!time) {
    return tl::make_unexpected(usage_error(
        "bad_time",
        fmt::format("{} is neither a duration (90s, 30m, 24h, 7d) nor a time in RFC 3339: \"{}\"", flag, text)));
  }
  return *time;
}

}  // namespace

Result<Span> read_span(std::string_view since, std::string_view until, Timestamp now) {
  Span span;
  ITK_TRY_ASSIGN(span.from, read_point("--since", since, now));
  span.until = now;
  if (!until.empty()) {
    ITK_TRY_ASSIGN(span.until, read_point("--until", until, now));
  }
  if (span.until <= span.from) {
    return tl::make_unexpected(
        usage_error("empty_window", fmt::format("the window is empty: it begins at {} and ends at {}",
                                                format_rfc3339(span.from), format_rfc3339(span.until))));
  }
  return span;
}

// Greedy, going back to the last star only: linear but for hostile patterns.
bool matches_glob(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Result<std::vector<std::string>> resolve_groups(const std::vector<std::string>& patterns, LogSource& source) {
  std::vector<std::string> groups;
  for (const std::string& pattern : patterns) {
    const std::size_t wild = pattern.find_first_of("*?");
    if (wild == std::string::npos || pattern.starts_with("arn:")) {
      groups.push_back(pattern);
      continue;
    }
    ITK_TRY_ASSIGN(const std::vector<std::string> names, source.list_groups(pattern.substr(0, wild)));
    std::copy_if(names.begin(), names.end(), std::back_inserter(groups),
                 [&](const std::string& name) { return matches_glob(pattern, name); });
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  if (groups.empty()) {
    return tl::make_unexpected(usage_error(
        "no_log_groups", patterns.empty()
                             ? "there are no log groups to read: name them with --log-groups or ITK_LOG_GROUPS"
                             : fmt::format("no log group matches {}", fmt::join(patterns, ", "))));
  }
  return groups;
}

}  // namespace itk::collect
