#include "tests/sandbox/bedrock/step_json.h"

#include <cmath>
#include <utility>

#include "common/json/raw_json.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::bedrock {
namespace {

using demo::JsonLine;
using demo::Phase;

std::string wrap(std::string_view name, const JsonLine& inner) { return JsonLine().raw(name, inner.close()).close(); }

std::string_view trace_name(Phase phase) {
  switch (phase) {
    case Phase::PreProcessing:
      return "preProcessingTrace";
    case Phase::PostProcessing:
      return "postProcessingTrace";
    case Phase::Orchestration:
      break;
  }
  return "orchestrationTrace";
}

std::string_view model_type(Phase phase) {
  switch (phase) {
    case Phase::PreProcessing:
      return "PRE_PROCESSING";
    case Phase::PostProcessing:
      return "POST_PROCESSING";
    case Phase::Orchestration:
      break;
  }
  return "ORCHESTRATION";
}

// The prompt as Bedrock shows it: JSON in a string.
std::string prompt_text(std::string_view prompt) {
  JsonLine message, text;
  message.text("content", prompt).text("role", "user");
  text.text("system", "You are an agent that answers questions about orders.");
  return text.raw("messages", "[" + message.close() + "]").close();
}

// One kind of step each; they get what they have in common from the step.
struct Writer {
  const demo::AgentStep& step;
  std::string_view trace_id, collaborator_arn;

  std::string operator()(const demo::GuardrailChecked& checked) const {
    JsonLine topic, policy, assessment, trace;
    if (checked.intervened) {
      topic.text("action", "BLOCKED").text("name", "Account takeover").text("type", "DENY");
      policy.raw("topics", "[" + topic.close() + "]");
      assessment.raw("topicPolicy", policy.close());
    }
    trace.text("action", checked.intervened ? "INTERVENED" : "NONE");
    trace.raw(checked.of_output ? "outputAssessments" : "inputAssessments", "[" + assessment.close() + "]");
    trace.raw("metadata", metadata(random_uuid())).text("traceId", trace_id);
    return wrap("guardrailTrace", trace);
  }

  std::string operator()(const demo::ModelAsked& asked) const {
    JsonLine configuration, input;
    configuration.integer("maximumLength", 2048).raw("stopSequences", R"(["</answer>"])");
    configuration.integer("temperature", 0).integer("topK", 250).integer("topP", 1);
    input.text("foundationModel", demo::k_model).raw("inferenceConfiguration", configuration.close());
    input.text("text", prompt_text(asked.prompt)).text("traceId", trace_id).text("type", model_type(asked.phase));
    return JsonLine().raw(trace_name(asked.phase), wrap("modelInvocationInput", input)).close();
  }

  std::string operator()(const demo::ModelAnswered& answered) const {
    JsonLine usage, raw_response, parsed, output;
    usage.integer("inputTokens", answered.input_tokens).integer("outputTokens", answered.output_tokens);
    output.raw("metadata", metadata(answered.request_id, usage.close()));
    if (answered.phase == Phase::PreProcessing) {
      output.raw("parsedResponse", parsed.flag("isValid", true).text("rationale", answered.completion).close());
    } else if (answered.phase == Phase::PostProcessing) {
      output.raw("parsedResponse", parsed.text("text", answered.completion).close());
    }
    output.raw("rawResponse", raw_response.text("content", answered.completion).close()).text("traceId", trace_id);
    return JsonLine().raw(trace_name(answered.phase), wrap("modelInvocationOutput", output)).close();
  }

  std::string operator()(const demo::Reasoned& reasoned) const {
    JsonLine rationale;
    rationale.text("text", reasoned.text).text("traceId", trace_id);
    return orchestration("rationale", rationale);
  }

  std::string operator()(const demo::ToolCalled& called) const {
    JsonLine parameter, group, input;
    parameter.text("name", "order_id").text("type", "string").text("value", called.order_id);
    const bool returns = !called.invocation_id.empty();
    group.text("actionGroupName", "orders").text("executionType", returns ? "RETURN_CONTROL" : "LAMBDA");
    if (called.function.empty()) {
      group.text("apiPath", "/orders/{order_id}").text("verb", "get");
    } else {
      group.text("function", called.function);
    }
    if (returns) {
      group.text("invocationId", called.invocation_id);
    }
    group.raw("parameters", "[" + parameter.close() + "]");
    input.raw("actionGroupInvocationInput", group.close()).text("invocationType", "ACTION_GROUP");
    return orchestration("invocationInput", input.text("traceId", trace_id));
  }

  std::string operator()(const demo::ToolAnswered& answered) const {
    JsonLine output;
    output.raw("metadata", metadata(answered.request_id)).text("text", answered.text);
    return observation("actionGroupInvocationOutput", output, "ACTION_GROUP");
  }

  std::string operator()(const demo::CodeRun& run) const {
    JsonLine interpreter, input;
    interpreter.text("code", run.code);
    input.raw("codeInterpreterInvocationInput", interpreter.close());
    input.text("invocationType", "ACTION_GROUP_CODE_INTERPRETER").text("traceId", trace_id);
    return orchestration("invocationInput", input);
  }

  std::string operator()(const demo::CodeAnswered& answered) const {
    JsonLine output;
    output.text("executionOutput", answered.output).raw("files", "[" + json::quote(answered.file) + "]");
    output.raw("metadata", metadata(random_uuid()));
    return observation("codeInterpreterInvocationOutput", output, "ACTION_GROUP");
  }

  std::string operator()(const demo::CollaboratorAsked& asked) const {
    JsonLine text, collaborator, input;
    text.text("text", asked.text).text("type", "TEXT");
    collaborator.text("agentCollaboratorAliasArn", collaborator_arn).text("agentCollaboratorName", asked.name);
    input.raw("agentCollaboratorInvocationInput", collaborator.raw("input", text.close()).close());
    input.text("invocationType", "AGENT_COLLABORATOR").text("traceId", trace_id);
    return orchestration("invocationInput", input);
  }

  std::string operator()(const demo::CollaboratorAnswered& answered) const {
    JsonLine text, output;
    text.text("text", answered.text).text("type", "TEXT");
    output.text("agentCollaboratorAliasArn", collaborator_arn).text("agentCollaboratorName", answered.name);
    output.raw("metadata", metadata(random_uuid())).raw("output", text.close());
    return observation("agentCollaboratorInvocationOutput", output, "AGENT_COLLABORATOR");
  }

  std::string operator()(const demo::Finished& finished) const {
    JsonLine response, times;
    times.text("endTime", format_rfc3339(step.end)).integer("operationTotalTimeMs", total_ms());
    times.text("startTime", format_rfc3339(step.start));
    response.raw("metadata", times.close()).text("text", finished.text);
    return observation("finalResponse", response, "FINISH");
  }

  std::string operator()(const demo::Failed& failed) const {
    JsonLine trace;
    trace.integer("failureCode", failed.code == "ThrottlingException" ? 429 : 424);
    trace.text("failureReason", failed.message).raw("metadata", metadata(random_uuid())).text("traceId", trace_id);
    return wrap("failureTrace", trace);
  }

 private:
  std::int64_t total_ms() const { return std::lround(milliseconds_between(step.start, step.end)); }

  std::string metadata(std::string_view request_id, std::string_view usage = "") const {
    JsonLine line;
    line.text("clientRequestId", request_id).text("endTime", format_rfc3339(step.end));
    line.text("startTime", format_rfc3339(step.start)).integer("totalTimeMs", total_ms());
    if (!usage.empty()) {
      line.raw("usage", usage);
    }
    return line.close();
  }

  static std::string orchestration(std::string_view name, const JsonLine& inner) {
    return JsonLine().raw("orchestrationTrace", wrap(name, inner)).close();
  }

  std::string observation(std::string_view name, const JsonLine& inner, std::string_view type) const {
    JsonLine seen;
    return orchestration("observation", seen.raw(name, inner.close()).text("traceId", trace_id).text("type", type));
  }
};

}  // namespace

std::string_view phase_suffix(const demo::AgentStep& step) {
  const auto suffix = [](Phase phase) {
    return phase == Phase::PreProcessing ? "-pre" : phase == Phase::PostProcessing ? "-post" : "";
  };
  if (const auto* asked = std::get_if<demo::ModelAsked>(&step.what)) {
    return suffix(asked->phase);
  }
  const auto* answered = std::get_if<demo::ModelAnswered>(&step.what);
  return answered == nullptr ? "" : suffix(answered->phase);
}

std::string step_json(const demo::AgentStep& step, std::string_view trace_id, std::string_view collaborator_arn) {
  return std::visit(Writer{step, trace_id, collaborator_arn}, step.what);
}

}  // namespace itk::sandbox::bedrock
