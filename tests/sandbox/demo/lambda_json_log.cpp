#include "tests/sandbox/demo/lambda_json_log.h"

#include <cmath>

#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

// Lambda writes durations with three decimals.
double rounded(double ms) { return std::round(ms * 1000) / 1000; }

}  // namespace

LambdaJsonLog::LambdaJsonLog(World& world, Environments& environments, std::string_view group,
                             std::string_view function, TraceContext trace, std::string request_id,
                             std::string_view version)
    : world_(world),
      environments_(environments),
      environment_(environments.acquire()),
      stream_(world, group, environment_.stream),
      request_id_(std::move(request_id)),
      trace_(std::move(trace)),
      segment_id_(random_hex(16)),
      segments_(world, function, trace_, segment_id_, request_id_) {
  if (environment_.is_cold) {
    const Timestamp before = world_.clock.now();
    JsonLine record;
    record.text("initializationType", "on-demand").text("phase", "init").text("runtimeVersion", "python:3.12.v38");
    record.text("functionName", function).text("functionVersion", version);
    platform("platform.initStart", record);
    world_.pace.work(milliseconds(15), milliseconds(35));
    init_ms_ = milliseconds_between(before, world_.clock.now());
  }
  started_ = world_.clock.now();
  JsonLine record;
  record.text("requestId", request_id_).text("version", version);
  add_tracing(record);
  platform("platform.start", record);
}

void LambdaJsonLog::write_at(Timestamp time, std::string message) {
  tail_.add(message);
  stream_.write_at(time, std::move(message));
}

void LambdaJsonLog::platform(std::string_view type, const JsonLine& record) {
  const Timestamp now = world_.clock.now();
  JsonLine line;
  line.text("time", iso_milliseconds(now)).text("type", type).raw("record", record.close());
  write_at(now, line.close());
}

void LambdaJsonLog::add_tracing(JsonLine& record) const {
  JsonLine tracing;
  tracing.text("spanId", segment_id_).text("type", "X-Amzn-Trace-Id").text("value", trace_.header());
  record.raw("tracing", tracing.close());
}

void LambdaJsonLog::write(std::string_view level, std::string_view message, const JsonLine& extra) {
  const Timestamp now = world_.clock.now();
  JsonLine line;
  line.text("timestamp", iso_milliseconds(now)).text("level", level).text("message", message);
  line.text("logger", "root").text("requestId", request_id_).append(extra);
  write_at(now, line.close());
}

void LambdaJsonLog::finish(std::string_view error_type) {
  segments_.finish(error_type);
  const double duration_ms = rounded(milliseconds_between(started_, world_.clock.now()));
  JsonLine done_metrics, done;
  done_metrics.number("durationMs", duration_ms).integer("producedBytes", 256);
  done.text("requestId", request_id_).text("status", error_type.empty() ? "success" : "error");
  if (!error_type.empty()) {
    done.text("errorType", error_type);
  }
  add_tracing(done);
  platform("platform.runtimeDone", done.raw("metrics", done_metrics.close()));

  JsonLine metrics, report;
  metrics.number("durationMs", duration_ms).integer("billedDurationMs", std::lround(std::ceil(duration_ms + init_ms_)));
  metrics.integer("memorySizeMB", 128).integer("maxMemoryUsedMB", 41 + random_below(20));
  if (environment_.is_cold) {
    metrics.number("initDurationMs", rounded(init_ms_));
  }
  report.text("requestId", request_id_).raw("metrics", metrics.close());
  report.text("status", error_type.empty() ? "success" : "error");
  if (!error_type.empty()) {
    report.text("errorType", error_type);
  }
  add_tracing(report);
  platform("platform.report", report);
  environments_.release(environment_);
}

}  // namespace itk::sandbox::demo
