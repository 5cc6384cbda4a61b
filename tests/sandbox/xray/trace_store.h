// The traces of the account as X-Ray keeps them, safe to use from many threads. A segment can be found only a moment
// after it was sent; one that is sent again replaces what was sent before.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "tests/sandbox/logs/store.h"

namespace itk::sandbox::xray {

struct Segment {
  std::string trace_id;  // "1-5759e988-bd862e3fe1be46a994272793"
  std::string id;
  std::string document;
  bool in_progress = false;
};

struct Trace {
  std::string id;
  std::vector<Segment> segments;

  bool is_partial() const;
};

class TraceStore {
 public:
  // Where X-Ray is off, segments go to the log group aws/spans, and nothing is kept here.
  TraceStore(Clock& clock, logs::IngestionDelay delay, bool is_on) : clock_(clock), delay_(delay), is_on_(is_on) {}

  bool is_on() const { return is_on_; }
  void put(Segment segment);
  // What can be found of it by now; nothing: it is not known yet.
  std::optional<Trace> find(const std::string& id) const;
  // The traces whose ids begin with a time of [from_s, until_s), by id.
  std::vector<Trace> begun_in(double from_s, double until_s) const;

 private:
  struct Version {
    std::int64_t visible_ms = 0;
    Segment segment;
  };
  using Segments = std::map<std::string, std::vector<Version>>;  // by segment id, in order of arrival
  Trace visible(const std::string& id, const Segments& segments) const;

  Clock& clock_;
  logs::IngestionDelay delay_;
  bool is_on_;
  mutable std::mutex mutex_;
  std::map<std::string, Segments, std::less<>> traces_;
};

}  // namespace itk::sandbox::xray
