// Waits for the evidence of all open cases at once: one tail per log group, whatever the number of cases that
// need it.
//
// A case is complete when everything that was sent has its consumer, every Lambda request that it caused has
// its REPORT, and every one of its log groups was read to the end after the quiet period without anything
// new. A case that declares what its evidence ends with is complete when all of that is there, and every one of its
// log groups has been read since the last of it came. At its deadline a case is closed as it stands, and its collection
// says what is missing.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/stage/stage.h"
#include "itk-collect/evidence.h"
#include "itk-collect/live_tail_source.h"
#include "itk-collect/open_case.h"
#include "itk-collect/options.h"
#include "itk-collect/outbox.h"
#include "itk-collect/owned_requests.h"
#include "itk-collect/queue_depth.h"
#include "itk-collect/sentinel_watch.h"
#include "itk-collect/side_sources.h"
#include "itk-collect/tails.h"

namespace itk::collect {

// Where evidence comes from.
struct Sources {
  MakeSource logs;
  std::vector<SideSourceMaker> sides;
  QueueDepth queue_depth;
  SourceChoice choice;
};

class Collector {
 public:
  Collector(const RuleBook& rules, bool all, Sources sources, Stage& stage, Clock& clock, Outbox& outbox);

  Status open(const model::Invocation& invocation);
  void take(const model::Answer& answer);
  // An event of another reader that belongs to a case by its word.
  void take(const model::Event& event);
  void end_of_input() { is_end_of_input_ = true; }

  // Groups in which something is new are read at once.
  void follow(std::shared_ptr<LiveTailSource> tail);
  // What Live Tail says; from time to time, also where nothing is waited for.
  void hear_news();

  bool is_waiting() const { return !open_.empty(); }
  // Makes one call if one is due, and closes what is complete or over.
  Status step();
  // How long nothing is to be done.
  std::chrono::milliseconds idle_time() const;
  // Closes everything as it stands.
  Status close_all(const std::string& reason);
  // What is left to say when all is done.
  Status finish();

  // One line per open case, for people.
  std::vector<std::string> waiting_for();

 private:
  Status read_logs();
  Status read_sides();
  // An event that came at that time belongs to these: closed ones get it as late.
  void note_owners(const std::vector<CaseNumber>& owners, Timestamp time, std::set<CaseNumber>& late);
  OpenCase* find_open(CaseNumber number);
  void settle_sentinels();
  void look_at_queues();
  Status pass_late(const std::set<CaseNumber>& late);
  Status pass_late(CaseNumber number);
  Status report_failing_group(const OpenCase& open_case);
  Status report_lost_group(const std::string& group, const Error& error);
  Status report_lost_source(const std::string& name, const Error& error);
  bool is_read_since(const OpenCase& open_case, Timestamp time, bool or_failing) const;
  bool are_sides_read_since(const OpenCase& open_case, Timestamp time) const;
  bool has_lost_all(const OpenCase& open_case) const;
  bool has_lost_something(const OpenCase& open_case) const;
  Status close_ready();
  // Why the case closes now ("" if it is complete), or nothing if it stays open.
  std::optional<std::string> verdict_on(OpenCase& open_case);
  std::string reason_of(const std::vector<model::Awaited>& missing, const OpenCase& open_case) const;
  // Which log groups are to be read first.
  void set_urgencies();
  Status close(OpenCase& open_case, const std::string& reason);
  void cover_windows();
  void take_held_back(const OpenCase& open_case);
  void update_wants();

  const RuleBook& rules_;
  bool all_;
  Stage& stage_;
  Clock& clock_;
  Outbox& outbox_;
  Tails tails_;
  SideSources sides_;
  SourceChoice choice_;
  std::shared_ptr<LiveTailSource> live_tail_;  // where it is followed
  std::set<std::string> groups_;               // of all cases so far
  std::set<std::string> sources_;              // side sources, likewise
  std::int64_t wants_version_ = -1;            // of the evidence that the side sources' wants were found in
  QueueLook queues_;
  Evidence evidence_;
  OwnedRequests requests_;
  SentinelWatch watch_;
  std::vector<std::unique_ptr<OpenCase>> open_;
  std::vector<std::string> inv_of_;  // by CaseNumber
  std::map<std::string, CaseNumber> number_of_;
  bool is_end_of_input_ = false;
  std::int64_t late_ = 0;
};

}  // namespace itk::collect
