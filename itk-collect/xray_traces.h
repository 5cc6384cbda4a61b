// The traces of X-Ray that a source reads, and what has come of each.
//
// X-Ray gathers a trace over seconds, in no order, and keeps replacing what is in progress. So a trace is asked for
// again until nobody wants it; a segment is given out once, when it has ended, and what never ends is held back.
// Memory: the id of every segment that was given out, and the open segments.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "common/base/time.h"
#include "itk-collect/xray_segments.h"

namespace itk::collect {

class XrayTraces {
 public:
  // `keeps_whole`: a trace that is whole goes on being asked for; false where nobody waits for what may still come.
  explicit XrayTraces(bool keeps_whole) : keeps_whole_(keeps_whole) {}

  // Replaces what was wanted; ids as X-Ray spells them. What belongs to a trace goes with it.
  void want(const std::set<std::string>& ids, Timestamp now);
  void clear() { traces_.clear(); }
  // A trace of the window: ours if `is_ours`, else if it turns out to belong to one of ours.
  void list(const std::string& id, bool is_ours, Timestamp now) {
    add(id, is_ours ? Why::Linked : Why::Listed, "", now);
  }
  bool contains(const std::string& id) const { return traces_.contains(id); }
  std::size_t size() const { return traces_.size(); }

  // The next ones to ask for, if it is time.
  std::vector<std::string> due_at(Timestamp now, std::size_t most) const;
  std::optional<Timestamp> due() const;
  // What was found of them, by trace, when they were asked for at `asked`; gives the events that are new.
  std::vector<model::Event> take(const std::vector<std::string>& ids,
                                 std::map<std::string, std::vector<XraySegment>> found, Timestamp asked, Timestamp now);
  // The call came to nothing.
  void ask_again(const std::vector<std::string>& ids, Timestamp at);

  // What had arrived by then has been given out, for all that are ours; the largest time where none is.
  Timestamp read_through() const;
  // Whether all that were listed have been looked at.
  bool is_list_seen() const;
  // The segments in progress of these traces, of all if there are none.
  std::vector<model::Event> held_back(const std::set<std::string>& ids);

 private:
  enum class Why {
    Wanted,
    Linked,  // it belongs to another one
    Listed,  // it may belong to one
  };
  struct Trace {
    Why why = Why::Listed;
    std::string belongs_to{};  // Linked: the trace that it was found through
    Timestamp due{};
    Timestamp read_through{};
    int unchanged = 0;                           // times in a row that it was found with as many segments
    int absent = 0;                              // times in a row that it was not found
    std::size_t segments = 0;                    // that it had
    std::map<std::string, model::Event> open{};  // segments that are in progress, by event id
  };

  void add(const std::string& id, Why why, std::string belongs_to, Timestamp now);
  void take_trace(const std::string& id, Trace& trace, std::vector<XraySegment> segments, Timestamp now,
                  std::vector<model::Event>& out);
  std::string owner_of(const std::vector<XraySegment>& segments) const;
  bool is_done(const Trace& trace) const;

  bool keeps_whole_;
  std::map<std::string, Trace> traces_;    // by id as X-Ray spells it
  std::unordered_set<std::string> given_;  // event ids
};

}  // namespace itk::collect
