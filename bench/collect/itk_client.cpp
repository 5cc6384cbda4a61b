// What AWS's SDKs do, done by ours: pages of FilterLogEvents asked for, signed, read into events. Without redaction and
// records, as the peers are without any.
//
//   bench_log_client    (the window and the group from the environment, as the others)
#include <fmt/core.h>

#include <cstdlib>
#include <string>

#include "common/aws/config.h"
#include "common/aws/logs.h"
#include "common/base/environment.h"

namespace {

using namespace itk;

Status run() {
  const Environment environment = Environment::of_process();
  const Logger log("bench", LogLevel::Warning, false);
  ITK_TRY_ASSIGN(const aws::Config config, aws::load_config(environment, {}));
  const auto transport = aws::make_curl_transport(aws::transport_options(environment, config));
  ITK_TRY_ASSIGN(aws::Client client,
                 aws::make_client(aws::Service::Logs, config, *transport, system_clock(), log, environment));
  aws::FilterLogEvents query;
  query.log_group = environment.get("BENCH_GROUP").value_or("");
  query.start_ms = std::atoll(environment.get("BENCH_START_MS").value_or("").c_str());
  query.end_ms = std::atoll(environment.get("BENCH_END_MS").value_or("").c_str());
  std::size_t pages = 0, events = 0;
  do {
    ITK_TRY_ASSIGN(aws::LogPage page, aws::filter_log_events(client, query));
    ++pages;
    events += page.events.size();
    query.next_token = std::move(page.next_token);
  } while (!query.next_token.empty());
  fmt::print(stderr, "{} pages, {} events\n", pages, events);
  return {};
}

}  // namespace

int main() {
  const Status status = run();
  if (!status) {
    fmt::print(stderr, "bench_log_client: error: {}\n", status.error().message);
  }
  return status ? 0 : 1;
}
