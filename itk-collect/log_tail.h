// One log group, read again and again: the window that the open cases need, in queries of bounded width, page
// by page. Every event comes out once. Events that were ingested late stand behind what was read already, so
// each read begins a minute before the newest event, and every half minute one covers the whole window.
// Memory: the id of every event of the run (about 150 B each).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "itk-collect/log_source.h"

namespace itk::collect {

class LogTail {
 public:
  LogTail(std::string group, std::chrono::milliseconds widest_query);

  const std::string& group() const { return group_; }
  // The window that open cases need. Reads that are under way go on; the next one covers it.
  void cover(Timestamp from, Timestamp until);

  // When the next call makes sense.
  Timestamp due() const { return due_; }
  // The query to make now.
  LogQuery next_query(Timestamp now);
  // Takes the answer; gives the events that are new. `cost` is what this call cost.
  std::vector<LogEvent> take(LogPage page, Timestamp now);
  // The call failed. A read begins anew (the token may have been the reason).
  void failed(const Error& error, Timestamp now);
  // The call was refused for its rate: the same one is due again, as soon as the rate allows.
  void throttled(const Error& error, Timestamp now);
  // Nothing more is asked of this group.
  void give_up() { given_up_ = true; }
  // A new case needs it: it is asked again.
  void revive();

  // A read is under way: its next page is due.
  bool is_reading() const { return is_reading_; }
  // When the last read that reached its end began: all that could be found then has been found.
  std::optional<Timestamp> read_through() const { return read_through_; }
  bool is_given_up() const { return given_up_; }
  // Since when nothing but errors came back, and the last of them.
  std::optional<Timestamp> failing_since() const { return failing_since_; }
  const std::optional<Error>& error() const { return error_; }

  Cost cost;  // of all its calls

 private:
  void begin_read(Timestamp now);

  std::string group_;
  std::chrono::milliseconds widest_query_;
  Timestamp from_, until_;
  bool is_covered_ = false;

  bool is_reading_ = false;
  Timestamp read_began_;
  LogQuery query_;
  std::optional<Timestamp> read_through_;
  std::optional<Timestamp> last_deep_read_;
  Timestamp newest_;
  Timestamp due_;

  bool given_up_ = false;
  std::optional<Timestamp> failing_since_;
  std::optional<Error> error_;
  std::unordered_set<std::string> seen_;
};

}  // namespace itk::collect
