// An invocation whose evidence is being waited for: what is due, and what has come.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/model/evidence.h"
#include "common/model/sending.h"
#include "itk-collect/evidence.h"
#include "itk-collect/options.h"
#include "itk-collect/owned_requests.h"
#include "itk-collect/sentinel_watch.h"

namespace itk::collect {

class OpenCase {
 public:
  OpenCase(CaseNumber number, const model::Invocation& invocation, Rules rules, Timestamp now, SentinelWatch& watch);

  // Another turn of the same conversation.
  void add_turn(const model::Invocation& invocation, Timestamp now);
  void take(const model::Answer& answer, Timestamp now);
  // An event of this case was found that came at that time.
  void touch(Timestamp time);
  // One of its sentinels, by its number in the watch, is there.
  void found(std::size_t sentinel);
  void queue_is_empty(const std::string& queue, Timestamp now);

  // Whether itk-invoke has said what became of all that it sent.
  bool is_answered() const;
  // Whether anything that it sent has to be consumed by somebody whose log shows it.
  bool is_queued() const;
  // Why nothing can be due: the send failed. Empty otherwise.
  const std::string& refusal() const { return refusal_; }
  // Since when its evidence has been complete, if nothing else comes: all groups have to be read from then
  // on. With declared sentinels that is when the last of them came.
  Timestamp quiet_at() const;
  bool is_declared() const { return !declared_.empty(); }

  // What is due, and the part of it that has not come.
  struct Due {
    std::vector<model::Awaited> awaited;
    std::vector<model::Awaited> missing;
  };
  const Due& due(Evidence& evidence, OwnedRequests& requests);
  // The queues that have to be empty, once nothing else is missing.
  std::vector<std::string> queues_to_look_at() const;

  CaseNumber number;
  std::string inv;
  std::string name;  // the case's id
  std::string file;  // the case's, as it was named
  std::int64_t iteration;
  Rules rules;
  Timestamp opened;  // when its record was read
  Timestamp from;    // the window to read begins here
  Timestamp deadline;
  std::map<std::string, Cost> cost_at_open;         // of its log groups
  std::map<std::string, Cost> source_cost_at_open;  // of its side sources
  std::int64_t events = 0;                          // found so far

 private:
  struct Send {
    std::optional<std::int64_t> turn;
    std::string nonce;
    std::vector<std::string> messages;  // "sqs:<id>"
    bool is_queued = false;             // somebody has to consume it
    bool is_agent = false;              // its answer is a Bedrock agent's
    bool is_answered = false;
  };

  // A sentinel that the case declares.
  struct Declared {
    model::Sentinel sentinel;
    std::size_t number;  // in the watch
    bool is_there = false;
  };

  void add_send(const model::Invocation& invocation, Timestamp now);
  void add_consumers(const Evidence& evidence, Due& due) const;
  void add_reports(const std::vector<OwnedRequest>& requests, Due& due) const;
  Due find_due(Evidence& evidence, OwnedRequests& requests) const;
  Due find_declared(Evidence& evidence, OwnedRequests& requests) const;

  std::vector<Send> sends_;
  std::vector<Declared> declared_;
  std::optional<Timestamp> held_since_;  // all that is declared
  std::string refusal_;
  Timestamp last_change_;
  Due due_;
  std::int64_t due_version_ = -1;  // of the evidence that due_ was found in
  bool is_past_ = false;           // its deadline had passed before it was opened: a saved stream
};

// What a sentinel is called in `awaited` and `missing`.
model::Awaited awaited_of(const model::Sentinel& sentinel);

}  // namespace itk::collect
