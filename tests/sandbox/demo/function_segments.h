// What X-Ray gets of one invocation of a Lambda function: the segment of the service and, below it, that of the
// function; each while it is in progress, and again when it has ended.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/demo/trace_context.h"
#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::demo {

class FunctionSegments {
 public:
  // `segment_id` is that of the function; `trace` is what it was invoked with.
  FunctionSegments(World& world, std::string_view function, TraceContext trace, std::string segment_id,
                   std::string request_id);
  // The messages that it works on came from these traces.
  void link(std::vector<std::string> roots) { links_ = std::move(roots); }
  void finish(std::string_view error_type);

 private:
  void put(bool in_progress, std::string_view error_type);
  std::string service_document(bool in_progress, std::string_view error_type, Timestamp now) const;
  std::string function_document(bool in_progress, std::string_view error_type, Timestamp now) const;
  std::string links_json() const;

  World& world_;
  std::string function_;
  TraceContext trace_;
  std::string service_id_, segment_id_, invocation_id_;
  std::string request_id_;
  std::vector<std::string> links_;
  Timestamp started_;
};

}  // namespace itk::sandbox::demo
