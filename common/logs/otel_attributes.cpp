#include "common/logs/otel_attributes.h"

#include <algorithm>
#include <array>

#include "common/json/writer.h"
#include "common/logs/component.h"
#include "common/logs/fields.h"

namespace itk::logs {
namespace {

std::string named(std::string_view type, std::string_view name) {
  return name.empty() ? "" : std::string(type) + ":" + std::string(name);
}

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// The kinds of OpenInference (upper case) and Traceloop (lower case) as OpenTelemetry's operations.
std::string_view operation_of_kind(std::string_view kind) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> k_kinds = {{
      {"LLM", "chat"},
      {"AGENT", "invoke_agent"},
      {"agent", "invoke_agent"},
      {"TOOL", "execute_tool"},
      {"tool", "execute_tool"},
      {"EMBEDDING", "embeddings"},
      {"RETRIEVER", "retrieval"},
      {"RERANKER", "rerank"},
      {"workflow", "invoke_workflow"},
  }};
  const auto* const found =
      std::find_if(k_kinds.begin(), k_kinds.end(), [&](const auto& entry) { return entry.first == kind; });
  return found != k_kinds.end() ? found->second : std::string_view{};
}

// What kind of work the span is: "chat", "invoke_agent", "execute_tool", or "".
std::string_view genai_operation(const Members* attributes) {
  const std::string_view stated = otel_text(attributes, {"gen_ai.operation.name"});
  if (!stated.empty() && stated != "unknown") {
    return stated;
  }
  const std::string_view kind =
      otel_text(attributes, {"openinference.span.kind", "traceloop.span.kind", "aws.genai.span_kind"});
  if (const std::string_view operation = operation_of_kind(kind); !operation.empty()) {
    return operation;
  }
  const std::string_view type = otel_text(attributes, {"llm.request.type"});  // Traceloop before it had the above
  return type == "completion" ? "text_completion" : type;
}

std::string_view model_name(const Members* attributes) {
  return model_of(
      otel_text(attributes, {"gen_ai.request.model", "gen_ai.response.model", "llm.model_name", "llm.request.model",
                             "llm.response.model", "embedding.model_name", "model_name"}));
}

std::string genai_component(std::string_view operation, const OtelFacts& facts) {
  const Members* attributes = facts.attributes;
  const auto name_or_span = [&](Names names) {
    const std::string_view name = otel_text(attributes, names);
    return name.empty() ? facts.name : name;
  };
  if (operation == "invoke_agent" || operation == "create_agent") {
    return named("agent", name_or_span({"gen_ai.agent.name", "gen_ai.agent.id", "agent.name", "agent_name",
                                        "traceloop.entity.name"}));
  }
  if (operation == "execute_tool") {
    return named("tool", name_or_span({"gen_ai.tool.name", "tool.name", "traceloop.entity.name"}));
  }
  if (operation == "invoke_workflow") {
    return named("workflow",
                 name_or_span({"gen_ai.workflow.name", "traceloop.workflow.name", "traceloop.entity.name"}));
  }
  if (operation == "retrieval") {
    return named("knowledge-base", otel_text(attributes, {"aws.bedrock.knowledge_base.id", "gen_ai.data_source.id"}));
  }
  return operation.empty() ? "" : named("model", model_name(attributes));
}

// A tool that is called through the Model Context Protocol, by its client, its server or AgentCore's gateway.
std::string_view mcp_tool(const OtelFacts& facts) {
  const bool is_tool_call = otel_text(facts.attributes, {"mcp.method.name", "rpc.method"}) == "tools/call" ||
                            facts.name.starts_with("AgentCore.Gateway.InvokeTool") ||
                            facts.name.starts_with("AgentCore.Policy.");
  return is_tool_call ? otel_text(facts.attributes,
                                  {"gen_ai.tool.name", "mcp.tool.name", "tool.name", "mcp.request.argument.name"})
                      : std::string_view{};
}

// The last part of "https://sqs.us-east-1.amazonaws.com/123456789012/orders" and "arn:aws:sns:...:topic".
std::string_view last_part(std::string_view text) {
  const std::size_t cut = text.find_last_of("/:");
  return cut == std::string_view::npos ? text : text.substr(cut + 1);
}

// "sqs:orders", "kafka:orders".
std::string messaging_component(const OtelFacts& facts) {
  std::string_view system = otel_text(facts.attributes, {"messaging.system"});
  if (system.empty()) {
    return "";
  }
  if (is_any_of(system, {"aws_sqs", "AmazonSQS", "aws.sqs", "sqs"})) {
    system = "sqs";
  } else if (is_any_of(system, {"aws.sns", "aws_sns", "AmazonSNS"})) {
    system = "sns";
  }
  const std::string_view destination =
      otel_text(facts.attributes, {"messaging.destination.name", "messaging.destination", "messaging.url",
                                   "aws.sqs.queue.url", "aws.sqs.queue_url", "aws.sqs.queue.name"});
  return named(system, destination.empty() ? system : last_part(destination));
}

std::string_view messaging_operation(const OtelFacts& facts) {
  return otel_text(facts.attributes, {"messaging.operation.name", "messaging.operation", "messaging.operation.type"});
}

std::optional<model::Tokens> usage_of(const Members& attributes) {
  const auto input = integer_of(find_any(attributes, {"gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens",
                                                      "llm.token_count.prompt", "llm.usage.prompt_tokens"}));
  const auto output = integer_of(find_any(attributes, {"gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
                                                       "llm.token_count.completion", "llm.usage.completion_tokens"}));
  return input || output ? std::optional(model::Tokens{input.value_or(0), output.value_or(0)}) : std::nullopt;
}

// The older names have an attribute for each part of each message: "gen_ai.prompt.0.content", "gen_ai.prompt.0.role".
RawJson members_under(const Members& attributes, std::initializer_list<std::string_view> prefixes) {
  RawJson out;
  json::ObjectWriter writer(out.text);
  bool is_empty = true;
  for (const json::Member& member : attributes) {
    if (std::any_of(prefixes.begin(), prefixes.end(),
                    [&](std::string_view prefix) { return member.key.starts_with(prefix); })) {
      writer.raw(member.key, one_line(member.value.raw).text);
      is_empty = false;
    }
  }
  writer.close();
  return is_empty ? RawJson{} : out;
}

RawJson first_of(const Members& attributes, Names names, std::initializer_list<std::string_view> prefixes) {
  const json::Value* value = find_any(attributes, names);
  return value != nullptr ? one_line_unwrapped(*value) : members_under(attributes, prefixes);
}

void read_payloads(const Members& attributes, model::Event& event) {
  event.request = first_of(attributes,
                           {"gen_ai.input.messages", "gen_ai.tool.call.arguments", "input.value",
                            "traceloop.entity.input", "tool.parameters", "gen_ai.prompt", "mcp.request.argument"},
                           {"gen_ai.prompt.", "llm.prompts.", "llm.input_messages."});
  event.response = first_of(attributes,
                            {"gen_ai.output.messages", "gen_ai.tool.call.result", "output.value",
                             "traceloop.entity.output", "gen_ai.completion", "mcp.response.value"},
                            {"gen_ai.completion.", "llm.completions.", "llm.output_messages."});
}

}  // namespace

std::string_view otel_text(const Members* members, Names names) {
  const json::Value* value = members != nullptr ? find_any(*members, names) : nullptr;
  return value != nullptr && value->kind == json::Kind::String ? value->text : std::string_view{};
}

const Members* otel_member(Document& document, const Members* members, std::string_view name) {
  const json::Value* value = members != nullptr ? json::find(*members, name) : nullptr;
  return value != nullptr ? document.open(*value) : nullptr;
}

const Members* otel_resource(Document& document) {
  const Members* resource = otel_member(document, &document.root(), "resource");
  const Members* attributes = otel_member(document, resource, "attributes");
  return attributes != nullptr ? attributes : resource;
}

// "SERVER", "SPAN_KIND_SERVER", "SpanKind.SERVER", 2; Jaeger and AWS say it in an attribute.
std::string otel_kind(const Members& root, const Members* attributes) {
  static constexpr std::array<std::string_view, 5> k_kinds = {"internal", "server", "client", "producer", "consumer"};
  const json::Value* kind = json::find(root, "kind");
  if (kind != nullptr && kind->is_integer) {
    const bool is_known = kind->integer >= 1 && kind->integer <= static_cast<std::int64_t>(k_kinds.size());
    return is_known ? std::string(k_kinds[static_cast<std::size_t>(kind->integer - 1)]) : "";
  }
  std::string_view text = otel_text(&root, {"kind", "span_kind", "spanKind"});
  text = text.empty() ? otel_text(attributes, {"span.kind", "aws.span.kind"}) : text;
  std::string word(text.substr(text.find_last_of("._") + 1));  // npos + 1 is 0
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::find(k_kinds.begin(), k_kinds.end(), word) != k_kinds.end() ? word : "";
}

std::string otel_service(const OtelFacts& facts) {
  const std::string_view function = otel_text(facts.attributes, {"faas.name", "aws.lambda.function_name"});
  if (!function.empty()) {
    return named("lambda", function);
  }
  const bool is_call = facts.kind == "client";
  if (otel_text(facts.resource, {"cloud.platform"}) == "aws_lambda") {
    const std::string_view name = otel_text(facts.resource, {"faas.name", "service.name"});
    if (!is_call && !name.empty()) {
      return named("lambda", name);
    }
  }
  const std::string_view remote =
      facts.kind == "server" ? "" : otel_text(facts.attributes, {"aws.remote.service", "rpc.service", "peer.service"});
  if (!remote.empty()) {
    return named("service", remote.starts_with("AWS::") ? remote.substr(5) : remote);
  }
  std::string_view local = otel_text(facts.resource, {"service.name"});
  if (local.empty()) {
    local = otel_text(facts.attributes, {"aws.local.service", "service.name"});
  }
  return named("service", local);
}

void read_otel_facts(const OtelFacts& facts, model::Event& event) {
  const std::string_view operation = genai_operation(facts.attributes);
  event.model = model_name(facts.attributes);
  event.operation = operation.empty() ? facts.name : operation;
  if (const std::string_view tool = mcp_tool(facts); !tool.empty()) {
    event.component = named("tool", tool);
    event.operation = operation.empty() ? otel_text(facts.attributes, {"mcp.method.name"}) : operation;
    event.operation = event.operation.empty() ? facts.name : event.operation;
  } else if (event.component = genai_component(operation, facts); event.component.empty()) {
    event.component = messaging_component(facts);
    const std::string_view work = event.component.empty() ? std::string_view{} : messaging_operation(facts);
    event.operation = work.empty() ? event.operation : work;
  }
  if (event.component.empty()) {
    event.component = otel_service(facts);
  }
  if (facts.attributes != nullptr) {
    event.tokens = usage_of(*facts.attributes);
    event.attempt = integer_of(find_any(*facts.attributes, {"retry_attempt", "attempt"}));
    read_payloads(*facts.attributes, event);
  }
}

}  // namespace itk::logs
