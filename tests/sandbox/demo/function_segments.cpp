#include "tests/sandbox/demo/function_segments.h"

#include <fmt/format.h>

#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/json_line.h"

namespace itk::sandbox::demo {
namespace {

std::string seconds(Timestamp time) {
  return fmt::format("{}.{:06}", time.ns / 1'000'000'000, time.ns / 1000 % 1'000'000);
}

void add_times(JsonLine& segment, Timestamp start, Timestamp end, bool in_progress) {
  segment.raw("start_time", seconds(start));
  if (in_progress) {
    segment.flag("in_progress", true);
  } else {
    segment.raw("end_time", seconds(end));
  }
}

void add_error(JsonLine& segment, std::string_view error_type) {
  if (!error_type.empty()) {
    JsonLine exception, cause;
    exception.text("id", random_hex(16)).text("type", error_type).text("message", error_type);
    segment.flag("fault", true).raw("cause", cause.raw("exceptions", "[" + exception.close() + "]").close());
  }
}

}  // namespace

FunctionSegments::FunctionSegments(World& world, std::string_view function, TraceContext trace, std::string segment_id,
                                   std::string request_id)
    : world_(world),
      function_(function),
      trace_(std::move(trace)),
      service_id_(random_hex(16)),
      segment_id_(std::move(segment_id)),
      invocation_id_(random_hex(16)),
      request_id_(std::move(request_id)),
      started_(world.clock.now()) {
  put(true, "");
}

void FunctionSegments::finish(std::string_view error_type) { put(false, error_type); }

void FunctionSegments::put(bool in_progress, std::string_view error_type) {
  if (!trace_.sampled || !world_.traces.is_on()) {
    return;
  }
  const Timestamp now = world_.clock.now();
  world_.traces.put({trace_.root, service_id_, service_document(in_progress, error_type, now), in_progress});
  world_.traces.put({trace_.root, segment_id_, function_document(in_progress, error_type, now), in_progress});
}

std::string FunctionSegments::links_json() const {
  std::string list;
  for (const std::string& root : links_) {
    JsonLine attributes, link;
    attributes.text("aws.xray.reserved.type", "AWS::SQS::Queue").text("aws.xray.reserved.reference_type", "parent");
    list += (list.empty() ? "" : ",") + link.text("trace_id", root).raw("attributes", attributes.close()).close();
  }
  return "[" + list + "]";
}

std::string FunctionSegments::service_document(bool in_progress, std::string_view error_type, Timestamp now) const {
  JsonLine segment, http, response, aws;
  segment.text("id", service_id_).text("name", function_).text("trace_id", trace_.root);
  if (!trace_.parent.empty()) {
    segment.text("parent_id", trace_.parent);
  }
  add_times(segment, started_, now, in_progress);
  segment.raw("http", http.raw("response", response.integer("status", 200).close()).close());
  segment.raw("aws", aws.text("request_id", request_id_).close()).text("origin", "AWS::Lambda");
  segment.text("resource_arn",
               fmt::format("arn:aws:lambda:{}:{}:function:{}", world_.account.region, world_.account.id, function_));
  add_error(segment, error_type);
  return segment.close();
}

std::string FunctionSegments::function_document(bool in_progress, std::string_view error_type, Timestamp now) const {
  JsonLine segment, aws, group, invocation;
  segment.text("id", segment_id_).text("name", function_).text("trace_id", trace_.root).text("parent_id", service_id_);
  add_times(segment, started_, now, in_progress);
  aws.text("account_id", world_.account.id).raw("resource_names", fmt::format("[\"{}\"]", function_));
  group.text("log_group", "/aws/lambda/" + function_);
  segment.raw("aws", aws.raw("cloudwatch_logs", "[" + group.close() + "]").close());
  segment.text("origin", "AWS::Lambda::Function");
  add_error(segment, error_type);
  if (!in_progress) {
    invocation.text("id", invocation_id_).text("name", "Invocation");
    add_times(invocation, started_, now, false);
    if (!links_.empty()) {
      invocation.raw("links", links_json());
    }
    segment.raw("subsegments", "[" + invocation.close() + "]");
  }
  return segment.close();
}

}  // namespace itk::sandbox::demo
