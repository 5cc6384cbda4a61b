// Evidence that does not come from log groups: X-Ray's segments, spans that a receiver was sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/base/time.h"
#include "common/model/evidence.h"
#include "itk-collect/log_source.h"

namespace itk::collect {

// What the open cases need of a source.
struct Wanted {
  Timestamp from, until;               // the window around all of them
  std::vector<std::string> trace_ids;  // "trace:<32 hex digits>", as far as they are known by now
};

class SideSource {
 public:
  virtual ~SideSource() = default;
  // As in the events' `source`: "xray", "otlp".
  virtual std::string_view name() const = 0;
  // Replaces what was wanted before; nothing: no case is open.
  virtual void want(const std::optional<Wanted>& wanted) = 0;
  // Makes at most one call, if one is due. Events come once, redacted, with their ids; which cases they belong to
  // is found by whoever asks. An error that may mend is kept (`given_up` says when it did not) and is not returned.
  virtual Result<std::vector<model::Event>> read_next() = 0;
  // When the next call is due; nothing: not before something else is wanted.
  virtual std::optional<Timestamp> due() const = 0;
  // What had arrived by then has been given out, for everything that is wanted.
  virtual Timestamp read_through() const = 0;
  // Why it is not asked any more: a case that needed it is incomplete.
  virtual std::optional<Error> given_up() const { return std::nullopt; }
  // What it has of these traces and does not give out, as it is not finished: it is asked for when a case closes. Of
  // all traces if none is named.
  virtual std::vector<model::Event> held_back(const std::vector<std::string>& /*trace_ids*/) { return {}; }
  // Of its whole life.
  virtual Cost cost() const = 0;
};

}  // namespace itk::collect
