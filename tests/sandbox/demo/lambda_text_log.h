// One invocation of a Lambda function with text logs: the runtime's own lines around what the function
// writes.
#pragma once

#include <string>

#include "tests/sandbox/demo/environments.h"
#include "tests/sandbox/demo/function_segments.h"
#include "tests/sandbox/demo/log_stream.h"
#include "tests/sandbox/demo/log_tail.h"
#include "tests/sandbox/demo/trace_context.h"

namespace itk::sandbox::demo {

class LambdaTextLog {
 public:
  // Takes an environment and writes INIT_START (cold) and START.
  LambdaTextLog(World& world, Environments& environments, std::string_view group, std::string_view function,
                TraceContext trace, std::string request_id, std::string_view version);
  void write_at(Timestamp time, std::string message);
  // The messages that it works on came from these traces of X-Ray.
  void link(std::vector<std::string> roots) { segments_.link(std::move(roots)); }
  // Writes END and REPORT; `error_type` is empty where the handler did not raise.
  void finish(std::string_view error_type);

  const std::string& tail() const { return tail_.text(); }
  const std::string& request_id() const { return request_id_; }
  const TraceContext& trace() const { return trace_; }
  bool is_cold() const { return environment_.is_cold; }

 private:
  World& world_;
  Environments& environments_;
  ExecutionEnvironment environment_;
  LogStream stream_;
  LogTail tail_;
  std::string request_id_;
  TraceContext trace_;  // its parent is the segment of this invocation
  FunctionSegments segments_;
  Timestamp started_;
  double init_ms_ = 0;
};

}  // namespace itk::sandbox::demo
