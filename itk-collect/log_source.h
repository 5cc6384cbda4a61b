// Where log events come from: CloudWatch in earnest, a list in tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/base/time.h"

namespace itk::collect {

struct LogQuery {
  std::string group;
  Timestamp start;  // both ends inclusive
  std::optional<Timestamp> end;
  std::string token;  // of the page before
  std::string filter_pattern{};
};

struct LogEvent {
  std::string id;
  std::string stream;
  Timestamp time;
  Timestamp ingested;
  std::string message;
};

struct LogPage {
  std::vector<LogEvent> events;
  std::string next_token;  // empty: the last page; a page may be empty and yet not be the last
};

// What fetching has cost so far.
struct Cost {
  std::int64_t pages = 0;
  std::int64_t calls = 0;
  std::int64_t throttles = 0;
  std::int64_t bytes = 0;    // that came to us
  std::int64_t scanned = 0;  // that AWS read through and charges
  double usd = 0;

  Cost& operator+=(const Cost& other) {
    pages += other.pages;
    calls += other.calls;
    throttles += other.throttles;
    bytes += other.bytes;
    scanned += other.scanned;
    usd += other.usd;
    return *this;
  }
  friend Cost operator-(Cost a, const Cost& b) {
    return {a.pages - b.pages, a.calls - b.calls,     a.throttles - b.throttles,
            a.bytes - b.bytes, a.scanned - b.scanned, a.usd - b.usd};
  }
};

class LogSource {
 public:
  virtual ~LogSource() = default;
  virtual Result<LogPage> fetch(const LogQuery& query) = 0;
  // The names of all log groups that begin with `prefix`.
  virtual Result<std::vector<std::string>> list_groups(const std::string& prefix) {
    return tl::make_unexpected(usage_error("no_listing", "log groups cannot be listed here: " + prefix));
  }
  // Of its whole life, failed calls included.
  virtual Cost cost() const = 0;
};

}  // namespace itk::collect
