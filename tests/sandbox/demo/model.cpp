#include "tests/sandbox/demo/model.h"

#include <fmt/format.h>

#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/json_line.h"

namespace itk::sandbox::demo {
namespace {

using std::chrono::milliseconds;

constexpr int k_attempts = 4;

std::string resource_of(const World& world) {
  JsonLine attributes;
  attributes.text("service.name", k_supervisor).text("cloud.platform", "aws_bedrock_agentcore");
  attributes.text("cloud.provider", "aws").text("cloud.region", world.account.region);
  attributes.text("aws.log.group.names", k_supervisor_logs).text("aws.service.type", "gen_ai_agent");
  attributes.text("telemetry.sdk.language", "python").text("telemetry.sdk.name", "opentelemetry");
  JsonLine resource;
  resource.raw("attributes", attributes.close());
  return resource.close();
}

std::string attributes_of(const OpenSpan& span, const AgentRequest& request, const SpanOutcome& outcome) {
  JsonLine attributes;
  attributes.text("aws.local.service", k_supervisor).text("session.id", request.session_id);
  attributes.text("gen_ai.operation.name", span.operation).text("gen_ai.provider.name", "aws.bedrock");
  if (span.operation == "invoke_agent") {
    attributes.text("gen_ai.agent.name", k_supervisor);
  } else {
    attributes.text("gen_ai.request.model", k_model).text("rpc.service", "Bedrock Runtime");
    attributes.text("rpc.method", "Converse").text("aws.request_id", outcome.request_id);
  }
  if (outcome.attempt > 0) {
    attributes.integer("attempt", outcome.attempt);
  }
  if (outcome.error_type.empty()) {
    attributes.integer("gen_ai.usage.input_tokens", outcome.input_tokens);
    attributes.integer("gen_ai.usage.output_tokens", outcome.output_tokens);
    attributes.raw("gen_ai.response.finish_reasons", fmt::format("[\"{}\"]", outcome.finish_reason));
  } else {
    attributes.text("error.type", outcome.error_type);
  }
  return attributes.close();
}

// The same span as X-Ray has it.
void put_segment(World& world, const OpenSpan& span, const AgentRequest& request, const SpanOutcome& outcome,
                 Timestamp end) {
  const auto seconds = [](Timestamp time) {
    return fmt::format("{}.{:06}", time.ns / 1'000'000'000, time.ns / 1000 % 1'000'000);
  };
  const bool is_agent = span.operation == "invoke_agent";
  JsonLine segment, aws, metadata;
  segment.text("id", span.span_id).text("trace_id", request.trace.root);
  segment.text("name", is_agent ? std::string(k_supervisor) : "BedrockRuntime");
  const std::string& parent = span.parent_span_id.empty() ? request.trace.parent : span.parent_span_id;
  if (!parent.empty()) {
    segment.text("parent_id", parent);
  }
  segment.raw("start_time", seconds(span.start)).raw("end_time", seconds(end));
  if (!is_agent) {
    segment.text("type", "subsegment").text("namespace", "aws");
    segment.raw("aws", aws.text("operation", "Converse").text("request_id", outcome.request_id).close());
  }
  if (!outcome.error_type.empty()) {
    segment.flag(outcome.error_type == "ThrottlingException" ? "throttle" : "fault", true);
  }
  segment.raw("metadata", metadata.raw("default", attributes_of(span, request, outcome)).close());
  world.traces.put({request.trace.root, span.span_id, segment.close(), false});
}

}  // namespace

OpenSpan Model::open(std::string name, std::string operation, std::string kind, std::string_view parent_span_id) const {
  return {std::move(name), std::move(operation),        std::move(kind),
          random_hex(16),  std::string(parent_span_id), world_.clock.now()};
}

void Model::close(const OpenSpan& span, const AgentRequest& request, const SpanOutcome& outcome) {
  if (!request.trace.sampled) {
    return;
  }
  const Timestamp end = world_.clock.now();
  if (world_.traces.is_on()) {
    put_segment(world_, span, request, outcome, end);
    return;
  }
  JsonLine scope, status, line;
  scope.text("name", "opentelemetry.instrumentation.botocore.bedrock-runtime").text("version", "0.54b1");
  status.text("code", outcome.error_type.empty() ? "OK" : "ERROR");
  if (!outcome.error_type.empty()) {
    status.text("message", outcome.error_type + ": Too many requests, please wait before trying again.");
  }
  line.raw("resource", resource_of(world_)).raw("scope", scope.close());
  line.text("traceId", request.trace.w3c_trace_id()).text("spanId", span.span_id);
  if (!span.parent_span_id.empty()) {
    line.text("parentSpanId", span.parent_span_id);
  }
  line.integer("flags", 256).text("name", span.name).text("kind", span.kind);
  line.integer("startTimeUnixNano", span.start.ns).integer("endTimeUnixNano", end.ns);
  line.integer("durationNano", end.ns - span.start.ns);
  line.raw("attributes", attributes_of(span, request, outcome)).raw("status", status.close());
  stream_.write_at(end, line.close());
}

AgentAnswer Model::converse(const AgentRequest& request, const OpenSpan& parent, int loop, std::string completion,
                            std::string finish_reason) {
  const Timestamp asked = world_.clock.now();
  request.tell({k_supervisor, loop, asked, asked, ModelAsked{Phase::Orchestration, request.input_text}});
  for (int attempt = 1; attempt <= k_attempts; ++attempt) {
    const OpenSpan span = open(fmt::format("chat {}", k_model), "chat", "CLIENT", parent.span_id);
    if (request.scenario == Scenario::Throttled) {
      world_.pace.work(milliseconds(8), milliseconds(20));
      close(span, request, {"ThrottlingException", 0, 0, attempt, "", random_uuid()});
      world_.pace.work(milliseconds(20 << attempt));
      continue;
    }
    world_.pace.work(milliseconds(70), milliseconds(170));
    const int tokens_in = 420 + static_cast<int>(request.input_text.size() + random_below(80));
    const int tokens_out = 24 + static_cast<int>(completion.size() / 4);
    const std::string id = random_uuid();
    close(span, request, {"", tokens_in, tokens_out, attempt, std::move(finish_reason), id});
    request.tell({k_supervisor, loop, asked, world_.clock.now(),
                  ModelAnswered{Phase::Orchestration, completion, tokens_in, tokens_out, id}});
    return completion;
  }
  return tl::make_unexpected(
      AgentError{"ThrottlingException", fmt::format("Too many requests to {} after {} attempts", k_model, k_attempts)});
}

}  // namespace itk::sandbox::demo
