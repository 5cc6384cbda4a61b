// What AWS's SDKs do, done by ours: messages signed and sent, answers read, digests checked, many at once on one thread.
// Without cases and records, as the peers are without any; bench/invoke/run measures itk-invoke beside it.
//
//   bench_itk_client send|batch CONCURRENCY MESSAGES    (message and queue from the environment, as the others)
#include <fmt/core.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/config.h"
#include "common/aws/sqs.h"
#include "common/base/environment.h"

namespace {

using namespace itk;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

aws::SendMessage make_message() {
  aws::SendMessage message;
  message.queue_url = variable("BENCH_QUEUE_URL");
  message.body = variable("BENCH_BODY");
  message.attributes = {{"ITK_TRACE_ID", variable("BENCH_NONCE")}, {"traceparent", variable("BENCH_TRACEPARENT")}};
  message.trace_header = variable("BENCH_TRACE_HEADER");
  return message;
}

struct Work {
  aws::Caller sqs;
  aws::SendMessage message;
  bool in_batches;
  std::int64_t left;
  std::int64_t failed = 0;
};

// One of those that are under way at once: sends until nothing is left.
Task<> send_all(Work& work) {
  const std::vector<aws::SendMessage> batch(10, work.message);
  while (work.left > 0) {
    work.left -= work.in_batches ? 10 : 1;
    if (!work.in_batches) {
      const auto sent = co_await aws::send_message(work.sqs, work.message);
      work.failed += sent ? 0 : 1;
      continue;
    }
    const auto outcomes = co_await aws::send_message_batch(work.sqs, batch);
    for (const auto& sent : outcomes) {
      work.failed += sent ? 0 : 1;
    }
  }
}

Status run(std::string_view mode, std::int64_t concurrency, std::int64_t messages) {
  const Environment environment = Environment::of_process();
  const Logger log("bench", LogLevel::Warning, false);
  ITK_TRY_ASSIGN(const aws::Config config, aws::load_config(environment, {}));
  const aws::TransportOptions options = aws::transport_options(environment, config);
  const auto transport = aws::make_curl_transport(options);
  ITK_TRY_ASSIGN(aws::Client client,
                 aws::make_client(aws::Service::Sqs, config, *transport, system_clock(), log, environment));
  const auto loop = aws::make_curl_loop(options, system_clock());
  Work work{aws::Caller(client, *loop), make_message(), mode == "batch", messages};
  for (std::int64_t i = 0; i < concurrency; ++i) {
    loop->spawn(send_all(work));
  }
  loop->run();
  if (work.failed > 0) {
    return tl::make_unexpected(internal_error(fmt::format("{} messages were not sent", work.failed)));
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: bench_itk_client send|batch CONCURRENCY MESSAGES\n");
    return 2;
  }
  const Status status = run(argv[1], std::atoll(argv[2]), std::atoll(argv[3]));
  if (!status) {
    fmt::print(stderr, "bench_itk_client: error: {}\n", status.error().message);
  }
  return status ? 0 : 1;
}
