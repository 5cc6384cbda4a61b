// The events that were found and have not left yet, and what they prove: who consumed a message, which Lambda
// requests began and which have their REPORT. Memory: what HeldEvents and Belonging need for each event of the open
// window, until its case closes or no case can want it any more; a few hundred bytes for each Lambda request.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/logs/log_parser.h"
#include "itk-collect/belonging.h"
#include "itk-collect/held_events.h"
#include "itk-collect/log_source.h"
#include "itk-collect/sentinel_watch.h"
#include "itk-collect/stream_requests.h"

namespace itk::collect {

// A Lambda request that wrote something, and the log group that it wrote to.
struct SeenRequest {
  std::string group;
  bool has_report = false;
};

class Evidence {
 public:
  // Parses, links and keeps the event. Gives the invocations that it belongs to as far as is known now.
  std::vector<CaseNumber> add(const std::string& group, LogEvent event);

  // The same of an event that its source has parsed, with its ids.
  std::vector<CaseNumber> add(model::Event event);
  // Sees every event, again when it gets more ids. Outlives this.
  void watch_with(SentinelWatch& watch) { watch_ = &watch; }
  // These ids are the invocation's own.
  void bind(CaseNumber number, const std::vector<std::string>& ids);

  struct Released {
    model::Event event;
    bool is_shared = false;  // it belongs to several invocations: no `inv` is its own
  };
  // The events that belong to this invocation, in order of time; they leave. A shared one leaves with the
  // first.
  std::vector<Released> release(CaseNumber number);
  // Forgets what belongs to nobody and is older than anything that an open case wants; gives it, if told to.
  std::vector<Released> drop_before(Timestamp time, bool hand_out);
  // The same, given as it is to be written: where it comes from, and its members.
  using WriteEvent =
      std::function<Status(const std::pair<std::string, std::string>& group_and_stream, std::string_view members)>;
  Status drop_before(Timestamp time, const WriteEvent& write);
  // What went wrong with the file that holds events, where something did: some could not be read back.
  const std::optional<Error>& error() const { return error_; }
  std::size_t held() const { return held_.size(); }

  Belonging& belonging() { return belonging_; }
  // "lambda:<id>" -> what is known of it.
  const std::map<std::string, SeenRequest>& requests() const { return requests_; }
  // Grows with every event.
  std::int64_t version() const { return version_; }
  // "trace:<32 hex digits>", of all events and invocations so far.
  const std::set<std::string>& trace_ids() const { return trace_ids_; }
  bool has_seen(const std::string& id) const { return seen_ids_.contains(id); }
  const logs::Counts& counts() const { return parser_.counts(); }

 private:
  using Entry = HeldEvents::Entry;

  void note_system_line(const logs::ParsedMessage& parsed, Timestamp at);
  bool take_request_of_stream(Entry& entry);
  void retry_lines_of(HeldEvents::Stream stream);
  void note_ids(const std::vector<std::string>& ids);
  void note_trace_ids(const std::vector<std::string>& ids);
  void show_to_watch(const Entry& entry);
  Entry& hold(const model::Event& event);
  std::vector<CaseNumber> owners_of(const Entry& entry);
  Status take_out(const std::function<Result<bool>(const Entry&)>& leaves,
                  const std::function<Status(const Entry&)>& give);

  SentinelWatch* watch_ = nullptr;
  std::int64_t version_ = 0;
  logs::LogParser parser_;
  Belonging belonging_;
  StreamRequests streams_;
  std::map<std::string, SeenRequest> requests_;
  std::pair<const std::string, SeenRequest>* last_request_ = nullptr;  // lines of one stand together
  std::unordered_set<std::string> seen_ids_;                           // messages and nonces
  std::set<std::string> trace_ids_;
  HeldEvents held_;
  // Lines of Lambdas whose START is not known yet: their offsets.
  std::unordered_map<HeldEvents::Stream, std::vector<std::uint64_t>> waiting_lines_;
  std::optional<Error> error_;
};

}  // namespace itk::collect
