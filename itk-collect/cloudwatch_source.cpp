#include "itk-collect/cloudwatch_source.h"

#include "common/aws/logs.h"

namespace itk::collect {
namespace {

class CloudWatchSource final : public LogSource {
 public:
  CloudWatchSource(std::unique_ptr<aws::Transport> transport, aws::Client client)
      : transport_(std::move(transport)), client_(std::move(client)) {}

  Result<LogPage> fetch(const LogQuery& query) override {
    aws::FilterLogEvents filter;
    filter.log_group = query.group;
    filter.start_ms = query.start.ms();
    if (query.end) {
      filter.end_ms = query.end->ms();
    }
    filter.next_token = query.token;
    filter.filter_pattern = query.filter_pattern;
    ITK_TRY_ASSIGN(aws::LogPage answer, aws::filter_log_events(client_, filter));
    ++pages_;
    LogPage page;
    page.next_token = std::move(answer.next_token);
    page.events.reserve(answer.events.size());
    for (aws::LogEvent& event : answer.events) {
      page.events.push_back({std::move(event.event_id), std::move(event.stream), Timestamp::from_ms(event.timestamp_ms),
                             Timestamp::from_ms(event.ingestion_ms), std::move(event.message)});
    }
    return page;
  }

  Result<std::vector<std::string>> list_groups(const std::string& prefix) override {
    ITK_TRY_ASSIGN(const std::vector<aws::LogGroup> groups, aws::describe_log_groups(client_, prefix));
    std::vector<std::string> names;
    for (const aws::LogGroup& group : groups) {
      names.push_back(group.name);
    }
    return names;
  }

  Cost cost() const override {
    const aws::CallStats& stats = client_.stats();
    return {pages_, stats.calls + stats.retries, stats.throttles, stats.bytes_received};
  }

 private:
  std::unique_ptr<aws::Transport> transport_;  // the client's
  aws::Client client_;
  std::int64_t pages_ = 0;
};

}  // namespace

Result<std::unique_ptr<LogSource>> make_cloudwatch_source(const settings::Settings& settings,
                                                          const aws::ConfigOptions& flags,
                                                          const MakeTransport& make_transport, Clock& clock,
                                                          const Logger& log) {
  ITK_TRY_ASSIGN(aws::Config config, aws::load_config(settings.environment(), flags));
  config.retry.again_when_throttled = false;  // RateLimit paces the calls
  std::unique_ptr<aws::Transport> transport = make_transport(aws::transport_options(settings.environment(), config));
  ITK_TRY_ASSIGN(aws::Client client,
                 aws::make_client(aws::Service::Logs, config, *transport, clock, log, settings.environment()));
  return std::unique_ptr<LogSource>(std::make_unique<CloudWatchSource>(std::move(transport), std::move(client)));
}

}  // namespace itk::collect
