// An invocation whose evidence is being waited for: what is due, and what has come.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/model/evidence.h"
#include "common/model/sending.h"
#include "itk-collect/evidence.h"
#include "itk-collect/options.h"

namespace itk::collect {

class OpenCase {
 public:
  OpenCase(CaseNumber number, const model::Invocation& invocation, Rules rules, Timestamp now);

  // Another turn of the same conversation.
  void add_turn(const model::Invocation& invocation, Timestamp now);
  void take(const model::Answer& answer, Timestamp now);
  // An event of this case was found just now.
  void touch(Timestamp now);

  // Whether itk-invoke has said what became of all that it sent.
  bool is_answered() const;
  // Whether anything that it sent has to be consumed by somebody whose log shows it.
  bool is_queued() const;
  // Why nothing can be due: the send failed. Empty otherwise.
  const std::string& refusal() const { return refusal_; }
  // Since when its evidence has been complete, if nothing else comes: all groups have to be read from then
  // on.
  Timestamp quiet_at() const;

  // What is due, and the part of it that has not come.
  struct Due {
    std::vector<model::Awaited> awaited;
    std::vector<model::Awaited> missing;
  };
  const Due& due(Evidence& evidence);

  // One line for people: what it waits for, what has come, how long it will go on.
  std::string waiting_for(Evidence& evidence, bool is_end_of_input, Timestamp now);

  CaseNumber number;
  std::string inv;
  std::string name;  // the case's id
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
    bool is_answered = false;
  };

  void add_send(const model::Invocation& invocation, Timestamp now);
  void add_consumers(const Send& send, const Evidence& evidence, Due& due) const;
  Due find_due(Evidence& evidence) const;

  std::vector<Send> sends_;
  std::string refusal_;
  Timestamp last_change_;
  Due due_;
  std::int64_t due_version_ = -1;  // of the evidence that due_ was found in
  bool is_past_ = false;           // its deadline had passed before it was opened: a saved stream
};

// Why a case is incomplete, for people: what is missing, where, and what to look at.
std::string explain(const std::vector<model::Awaited>& missing, const OpenCase& open_case);

}  // namespace itk::collect
