// X-Ray: the segments of the traces that are wanted (BatchGetTraces), of those that they set off across a queue, and
// of those in the window (GetTraceSummaries) that say where they came from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "common/aws/client.h"
#include "common/aws/xray.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/redact/redactor.h"
#include "itk-collect/rate_limit.h"
#include "itk-collect/side_source.h"
#include "itk-collect/xray_traces.h"

namespace itk::collect {

class XraySource final : public SideSource {
 public:
  // Everything: all traces that begin in the window are ours, each until it is whole.
  enum class Reach { Wanted, Everything };
  // Client, clock and log outlive it.
  XraySource(aws::Client& client, std::shared_ptr<redact::Redactor> redactor, Reach reach, Clock& clock,
             const Logger& log);

  std::string_view name() const override { return "xray"; }
  void want(const std::optional<Wanted>& wanted) override;
  Result<std::vector<model::Event>> read_next() override;
  std::optional<Timestamp> due() const override;
  Timestamp read_through() const override;
  std::optional<Error> given_up() const override { return given_up_; }
  std::vector<model::Event> held_back(const std::vector<std::string>& trace_ids) override;
  Cost cost() const override;

 private:
  // Traces that are being read, page by page.
  struct Batch {
    std::vector<std::string> ids;
    Timestamp began;
    std::string token{};
    std::map<std::string, std::vector<XraySegment>> found{};
  };
  // The window that is being searched, page by page and a few hours at once.
  struct Search {
    Timestamp began, start;
    Timestamp end{};
    std::string token{};
  };

  bool is_searching() const { return wanted_.has_value() && !search_is_off_; }
  std::optional<Timestamp> batch_due() const { return batch_ ? Timestamp{} : traces_.due(); }
  Timestamp search_due() const { return search_ ? Timestamp{} : search_due_; }
  Result<std::vector<model::Event>> read_batch();
  Status read_search();
  void take_failure(const Error& error, bool of_search);

  aws::Client& client_;
  std::shared_ptr<redact::Redactor> redactor_;
  Reach reach_;
  Clock& clock_;
  const Logger& log_;
  RateLimit limit_;

  std::optional<Wanted> wanted_;
  XrayTraces traces_;
  std::optional<Batch> batch_;
  std::optional<Search> search_;
  bool searched_last_ = false;  // the two take turns
  bool search_is_off_ = false;
  Timestamp search_due_;
  std::optional<Timestamp> searched_from_;  // when the last search that came to its end began
  std::unordered_set<std::string> listed_;  // traces of the window

  std::optional<Timestamp> failing_since_;
  std::optional<Error> given_up_;
  std::int64_t pages_ = 0;
};

}  // namespace itk::collect
