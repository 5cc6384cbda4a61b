// What --since, --until and --log-groups mean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "itk-collect/log_source.h"

namespace itk::collect {

struct Span {
  Timestamp from;
  Timestamp until;
};

// "24h" is that long before `now`, else RFC 3339; an empty `until` is now.
Result<Span> read_span(std::string_view since, std::string_view until, Timestamp now);

// The log groups that `patterns` name, sorted, each once: names and ARNs as they are, "*" and "?" as a shell has them
// (a "*" also matches "/"), among the groups that there are. An error where there is none.
Result<std::vector<std::string>> resolve_groups(const std::vector<std::string>& patterns, LogSource& source);

// Whether `name` is one that `pattern` means.
bool matches_glob(std::string_view pattern, std::string_view name);

}  // namespace itk::collect
