// CloudWatch Logs Insights, for windows: one query reads hours of a log group at once. Where an answer is full, its
// window is read in halves.
//
// Its index lags behind the log groups. So the end of a window, from the newest event that Insights gave on, is read
// once more with FilterLogEvents, and what Insights lacked there is counted. Memory: the events of the last minutes
// that Insights gave.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "common/aws/client.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "itk-collect/log_source.h"

namespace itk::collect {

class InsightsSource final : public LogSource {
 public:
  // `filter` is FilterLogEvents. Client, clock and log outlive it. A query is stopped where `is_abandoned`.
  InsightsSource(aws::Client& logs, std::unique_ptr<LogSource> filter, std::function<bool()> is_abandoned, Clock& clock,
                 const Logger& log);

  // Windows have an end and no filter pattern.
  // Events of Insights have no id.
  Result<LogPage> fetch(const LogQuery& query) override;
  Result<std::vector<std::string>> list_groups(const std::string& prefix) override {
    return filter_->list_groups(prefix);
  }
  Cost cost() const override;

 private:
  enum class How {
    Indexed,   // Insights
    Filtered,  // FilterLogEvents: more events than an answer of Insights holds have the same second
    Checked,   // FilterLogEvents: the end of the window, where Insights may lack some
  };
  // A part of the window that is still to be read: [from, to).
  struct Part {
    Timestamp from, to;
    How how = How::Indexed;
    std::string token{};  // of FilterLogEvents
  };
  using Key = std::tuple<std::int64_t, std::string, std::string>;  // time, stream, message

  void begin(const LogQuery& query);
  Result<LogPage> read_filtered(const std::string& group);
  Result<LogPage> read_indexed(const std::string& group);
  Result<std::vector<LogEvent>> run_query(const std::string& group, const Part& part, bool& is_full);
  Result<bool> wait_for(const std::string& query_id, std::vector<LogEvent>& events, bool& is_full);
  void remember(const std::vector<LogEvent>& events);
  void split(const Part& part);

  aws::Client& logs_;
  std::unique_ptr<LogSource> filter_;
  std::function<bool()> is_abandoned_;
  Clock& clock_;
  const Logger& log_;

  std::deque<Part> parts_;           // of the window under way
  std::int64_t page_ = 0;            // the token of the page under way
  std::optional<Timestamp> newest_;  // that Insights gave in this window
  std::map<Key, int> recent_;        // events of the end of the window, and how often Insights gave them
  std::int64_t lacking_ = 0;         // events of this window that Insights did not have
  Cost cost_;
};

}  // namespace itk::collect
