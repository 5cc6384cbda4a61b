// One invocation of a Lambda function whose log format is JSON: the platform's events around what the
// function writes.
#pragma once

#include <string>

#include "tests/sandbox/demo/environments.h"
#include "tests/sandbox/demo/function_segments.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/log_stream.h"
#include "tests/sandbox/demo/log_tail.h"
#include "tests/sandbox/demo/trace_context.h"

namespace itk::sandbox::demo {

class LambdaJsonLog {
 public:
  // Takes an environment and writes platform.initStart (cold) and platform.start.
  LambdaJsonLog(World& world, Environments& environments, std::string_view group, std::string_view function,
                TraceContext trace, std::string request_id, std::string_view version);
  // A line of the function itself, with the keys that Python's runtime gives it and `extra` behind them.
  void write(std::string_view level, std::string_view message, const JsonLine& extra);
  // Writes platform.runtimeDone and platform.report; `error_type` is empty where it succeeded.
  void finish(std::string_view error_type);
  // The environment dies with what it had not delivered: neither runtimeDone nor report is ever written.
  void vanish() {}

  const std::string& request_id() const { return request_id_; }
  const std::string& tail() const { return tail_.text(); }

 private:
  void write_at(Timestamp time, std::string message);
  void platform(std::string_view type, const JsonLine& record);
  void add_tracing(JsonLine& record) const;

  World& world_;
  Environments& environments_;
  ExecutionEnvironment environment_;
  LogStream stream_;
  LogTail tail_;
  std::string request_id_;
  TraceContext trace_;
  std::string segment_id_;
  FunctionSegments segments_;
  Timestamp started_;
  double init_ms_ = 0;
};

}  // namespace itk::sandbox::demo
