// The events that were found and have not left yet, and what they prove: who consumed a message, which Lambda
// requests began and which have their REPORT. Memory: each event of the open window until its case closes or
// no case can want it any more.
#pragma once

#include <list>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/logs/log_parser.h"
#include "itk-collect/belonging.h"
#include "itk-collect/log_source.h"
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
  struct Held {
    model::Event event;
    bool wants_request = false;  // a Lambda's line that does not say whose it is
  };

  void note_system_line(const logs::ParsedMessage& parsed, Timestamp at);
  bool take_request_of_stream(Held& held);
  void retry_lines_of(const std::string& group, const std::string& stream);
  void link(const Held& held);
  void note_ids(const std::vector<std::string>& ids);
  std::list<Held>::iterator take_out(std::list<Held>::iterator held);

  std::int64_t version_ = 0;
  logs::LogParser parser_;
  Belonging belonging_;
  StreamRequests streams_;
  std::map<std::string, SeenRequest> requests_;
  std::unordered_set<std::string> seen_ids_;  // messages and nonces
  std::set<std::string> trace_ids_;
  std::list<Held> held_;
  std::unordered_map<std::string, std::vector<Held*>> waiting_lines_;  // by group and stream; point into held_
};

}  // namespace itk::collect
