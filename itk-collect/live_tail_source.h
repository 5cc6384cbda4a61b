// Live Tail, for --follow: tells which log groups have something new within about a second, so that they are asked at
// once instead of when it is their turn.
//
// Its events have no id, come as a sample where there are many, and are lost where a connection breaks; so none of them
// is evidence. FilterLogEvents gives the evidence, whatever happens here.
#pragma once

#include <list>
#include <set>
#include <string>
#include <vector>

#include "common/aws/client.h"
#include "common/aws/live_tail.h"
#include "common/aws/loop.h"
#include "common/base/log.h"

namespace itk::collect {

class LiveTailSource {
 public:
  // `logs` finds the ARNs of groups, `stream` is of Service::LogsStream. All arguments outlive it, and `loop` is
  // its own.
  LiveTailSource(aws::Client& logs, aws::Client& stream, aws::Loop& loop, const Logger& log)
      : logs_(logs), stream_(stream), loop_(loop), log_(log) {}

  // These groups, too; those that there are.
  void watch(const std::vector<std::string>& groups);
  // Until all sessions are open, for so long at most.
  void wait_open(std::chrono::milliseconds patience);
  // In which groups something has been ingested since the last call, or may have been. Does not wait.
  std::vector<std::string> news();

 private:
  struct Session {
    std::vector<std::string> groups;
    std::vector<std::string> arns;
    bool is_open = false;
    bool is_over = false;  // it is not opened again
    bool has_said_sampled = false;
  };

  Task<> follow(Session& session);
  void take(Session& session, const aws::LiveTailUpdate& update);
  void ring(const Session& session) { news_.insert(session.groups.begin(), session.groups.end()); }
  std::string arn_of(const std::string& group);

  aws::Client& logs_;
  aws::Client& stream_;
  aws::Loop& loop_;
  const Logger& log_;
  std::set<std::string> watched_;
  std::list<Session> sessions_;
  std::set<std::string> news_;
};

}  // namespace itk::collect
