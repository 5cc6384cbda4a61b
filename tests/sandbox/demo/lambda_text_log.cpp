#include "tests/sandbox/demo/lambda_text_log.h"

#include <fmt/format.h>

#include <cmath>

#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::demo {

using std::chrono::milliseconds;

LambdaTextLog::LambdaTextLog(World& world, Environments& environments, std::string_view group,
                             std::string_view function, TraceContext trace, std::string request_id,
                             std::string_view version)
    : world_(world),
      environments_(environments),
      environment_(environments.acquire()),
      stream_(world, group, environment_.stream),
      request_id_(std::move(request_id)),
      trace_(trace.below(random_hex(16))),
      segments_(world, function, std::move(trace), trace_.parent, request_id_) {
  if (environment_.is_cold) {
    const Timestamp before = world_.clock.now();
    write_at(before, fmt::format("INIT_START Runtime Version: python:3.12.v38\tRuntime Version ARN: "
                                 "arn:aws:lambda:{}::runtime:7b0f2bd2bd51a6bc1d7d5f4a7a3b6f6c\n",
                                 world_.account.region));
    world_.pace.work(milliseconds(20), milliseconds(45));
    init_ms_ = milliseconds_between(before, world_.clock.now());
  }
  started_ = world_.clock.now();
  write_at(started_, fmt::format("START RequestId: {} Version: {}\n", request_id_, version));
}

void LambdaTextLog::write_at(Timestamp time, std::string message) {
  tail_.add(message);
  stream_.write_at(time, std::move(message));
}

void LambdaTextLog::finish(std::string_view error_type) {
  segments_.finish(error_type);
  const Timestamp now = world_.clock.now();
  const double duration_ms = milliseconds_between(started_, now);
  const std::string init = environment_.is_cold ? fmt::format("Init Duration: {:.2f} ms\t", init_ms_) : "";
  write_at(now, fmt::format("END RequestId: {}\n", request_id_));
  write_at(now, fmt::format("REPORT RequestId: {}\tDuration: {:.2f} ms\tBilled Duration: {} ms\tMemory Size: "
                            "256 MB\tMax Memory Used: {} MB\t{}\nXRAY TraceId: {}\tSegmentId: {}\tSampled: "
                            "{}\t\n",
                            request_id_, duration_ms, std::lround(std::ceil(duration_ms + init_ms_)),
                            78 + random_below(30), init, trace_.root, trace_.parent, trace_.sampled));
  environments_.release(environment_);
}

}  // namespace itk::sandbox::demo
