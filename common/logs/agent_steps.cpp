#include "common/logs/agent_steps.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "common/ids/id_shape.h"
#include "common/json/raw_json.h"
#include "common/logs/component.h"
#include "common/logs/fields.h"
#include "common/logs/log_time.h"

namespace itk::logs {
namespace {

namespace kind = model::event_kind;

constexpr std::size_t k_most_begun = 4096;
constexpr std::size_t k_longest_text = 8192;

// Levels of the parser, one for each depth that is read at the same time.
enum Level : std::size_t { Part, Trace, Section, Element, Detail, Metadata, Usage };

std::string_view text_of(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr || value->kind != json::Kind::String ? std::string_view{} : value->text;
}

std::string_view raw_of(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? std::string_view{} : value->raw;
}

std::optional<Timestamp> time_of(const Members& members, Names keys) {
  const json::Value* value = find_any(members, keys);
  return value == nullptr ? std::nullopt : parse_log_time(*value);
}

// The object that `key` names; null where there is none. Its views live until `level` is used again.
const Members* object_of(json::Parser& parser, const Members& members, std::string_view key, Level level) {
  const json::Value* value = json::find(members, key);
  if (value == nullptr || value->kind != json::Kind::Object) {
    return nullptr;
  }
  const auto object = parser.object(value->raw, level);
  return object ? *object : nullptr;
}

std::string named(std::string_view type, std::string_view name, std::string_view otherwise) {
  return std::string(type) + std::string(name.empty() ? otherwise : name);
}

// What a tool's call names, by the member that describes it.
struct Tool {
  std::string_view member, prefix, name;
};
constexpr std::array<Tool, 4> k_tools = {{
    {"actionGroupInvocationInput", "tool:", "actionGroupName"},
    {"knowledgeBaseLookupInput", "knowledge-base:", "knowledgeBaseId"},
    {"agentCollaboratorInvocationInput", "agent:", "agentCollaboratorName"},
    {"codeInterpreterInvocationInput", "tool:", ""},
}};

// Members of an observation that end a tool's call.
constexpr std::array<std::string_view, 4> k_outputs = {"actionGroupInvocationOutput", "knowledgeBaseLookupOutput",
                                                       "agentCollaboratorInvocationOutput",
                                                       "codeInterpreterInvocationOutput"};

constexpr std::array<std::string_view, 7> k_sections = {
    "preProcessingTrace", "orchestrationTrace", "postProcessingTrace",     "routingClassifierTrace",
    "guardrailTrace",     "failureTrace",       "customOrchestrationTrace"};

// "find", or "POST /orders" of an action group that is an API.
std::string tool_operation(const Members& call, std::string_view type) {
  const std::string_view function = text_of(call, "function");
  const std::string_view path = text_of(call, "apiPath");
  if (!function.empty() || path.empty()) {
    return std::string(function.empty() ? type : function);
  }
  const std::string_view verb = text_of(call, "verb");
  return (verb.empty() ? "" : std::string(verb) + " ") + std::string(path);
}

void set_text(model::Event& event, std::string_view text) { event.text = shortened(text, k_longest_text); }

void fail(model::Event& event, std::string_view type, std::string_view message) {
  event.level = "ERROR";
  event.status = "error";
  event.error = make_error(type, message);
  set_text(event, message.empty() ? type : message);
}

}  // namespace

bool is_agent_section(std::string_view name) {
  return std::find(k_sections.begin(), k_sections.end(), name) != k_sections.end();
}

// One half of a pair.
struct AgentSteps::Step {
  std::string key;       // the same in both halves of the agent's steps with this trace id
  std::string trace_id;  // "8f...-0": one turn of its loop
  std::string_view raw{};
};

std::string AgentSteps::read(std::string_view type, std::string_view payload, model::Event& event) {
  key_.clear();
  event.kind = kind::k_log;
  event.operation = type;
  const json::PaddedText padded(payload);
  if (const auto part = parser_.object(padded.view(), Part)) {
    read_part(type, **part, event);
  }
  return std::exchange(key_, {});
}

void AgentSteps::read_part(std::string_view type, const Members& part, model::Event& event) {
  ids::append_stated(ids::KeyRule::Session, text_of(part, "sessionId"), true, event.ids);
  if (type == "trace") {
    return read_trace(part, event);
  }
  if (type == "chunk") {
    const Result<std::string> bytes = base64_decode(text_of(part, "bytes"));
    return bytes && is_utf8(*bytes) ? set_text(event, *bytes) : void();
  }
  if (type.ends_with("Exception")) {
    const json::Value* message = find_any(part, {"message", "Message"});
    return fail(event, type, message != nullptr ? message->text : std::string_view{});
  }
  read_metadata(part, event);  // the last word of ConverseStream
  if (const Members* usage = object_of(parser_, part, "usage", Usage)) {
    event.tokens = tokens_of(*usage);
  }
}

void AgentSteps::read_trace(const Members& part, model::Event& event) {
  event.time = time_of(part, {"eventTime", "timestamp"});
  const std::string_view collaborator = text_of(part, "collaboratorName");
  const std::string_view agent = collaborator.empty() ? text_of(part, "agentId") : collaborator;
  event.component = agent.empty() ? event.component : named("agent:", agent, "");
  const Members* trace = object_of(parser_, part, "trace", Trace);
  if (trace == nullptr) {
    return;
  }
  // Collaborators use the same trace ids again, and many sessions stand in one log.
  std::string path(text_of(part, "sessionId"));
  ((path += '\n') += raw_of(part, "callerChain")) += '\n';
  path += collaborator;
  for (const json::Member& section : *trace) {
    event.operation = section.key;
    if (const Members* elements = object_of(parser_, *trace, section.key, Section)) {
      read_section(section.key, *elements, {path, {}}, event);
    }
  }
}

void AgentSteps::read_section(std::string_view name, const Members& section, const Step& step, model::Event& event) {
  if (name == "failureTrace") {
    const json::Value* code = json::find(section, "failureCode");
    return fail(event, code != nullptr ? code->text.empty() ? code->raw : code->text : std::string_view{},
                text_of(section, "failureReason"));
  }
  if (name == "guardrailTrace") {
    const std::string_view action = text_of(section, "action");
    event.level = action == "INTERVENED" ? "WARN" : event.level;
    return set_text(event, "guardrail " + std::string(action));
  }
  for (const json::Member& member : section) {
    const Members* element = object_of(parser_, section, member.key, Element);
    if (element == nullptr) {
      continue;
    }
    const std::string_view trace_id = text_of(*element, "traceId");
    const Step own{step.key + "\n" + std::string(trace_id), std::string(trace_id), member.value.raw};
    if (member.key == "modelInvocationInput") {
      begin_model(*element, own, event);
    } else if (member.key == "modelInvocationOutput") {
      read_metadata(*element, event);
      end({own.key + "\nmodel", own.trace_id, own.raw}, "model:unknown", "InvokeModel", event);
    } else if (member.key == "invocationInput") {
      begin_tool(*element, own, event);
    } else if (member.key == "observation") {
      read_observation(*element, own, event);
    } else {
      set_text(event, text_of(*element, "text"));  // rationale, a custom orchestration's event
    }
  }
}

void AgentSteps::begin_model(const Members& element, const Step& step, model::Event& event) {
  event.model = model_of(text_of(element, "foundationModel"));
  begin({step.key + "\nmodel", step.trace_id, step.raw}, named("model:", event.model, "unknown"), "InvokeModel", event);
}

void AgentSteps::begin_tool(const Members& element, const Step& step, model::Event& event) {
  const std::string_view type = text_of(element, "invocationType");
  for (const Tool& tool : k_tools) {
    if (const Members* call = object_of(parser_, element, tool.member, Detail)) {
      begin({step.key + "\ntool", step.trace_id, step.raw}, named(tool.prefix, text_of(*call, tool.name), type),
            tool_operation(*call, type), event);
    }
  }
}

// A final response and a prompt for more end no call.
void AgentSteps::read_observation(const Members& element, const Step& step, model::Event& event) {
  const std::string_view type = text_of(element, "type");
  for (const std::string_view output : k_outputs) {
    if (const Members* result = object_of(parser_, element, output, Detail)) {
      read_metadata(*result, event);
      event.tokens.reset();  // a collaborator's models have told theirs already
      const std::string_view failure = text_of(*result, "executionError");
      end({step.key + "\ntool", step.trace_id, step.raw}, event.component, std::string(type), event);
      if (!failure.empty()) {
        event.status = "error";
        event.error = make_error("", failure);
      }
      return;
    }
  }
  for (const std::string_view response : {"finalResponse", "repromptResponse"}) {
    if (const Members* result = object_of(parser_, element, response, Detail)) {
      set_text(event, text_of(*result, "text"));
    }
  }
}

void AgentSteps::begin(const Step& step, std::string component, std::string operation, model::Event& event) {
  key_ = step.key;
  event.kind = kind::k_start;
  event.stream = event.stream.empty() ? event.component + "/" + step.trace_id : event.stream;
  event.component = std::move(component);
  event.operation = std::move(operation);
  event.request = one_line(step.raw);
  event.start = event.time;
  if (const auto old = by_key_.find(key_); old != by_key_.end()) {
    const auto begun = old->second;
    by_key_.erase(old);
    begun_.erase(begun);
  }
  const auto begun = begun_.insert(begun_.end(), {key_, event.component, event.operation, event.model});
  by_key_.emplace(begun->key, begun);
  if (begun_.size() > k_most_begun) {
    by_key_.erase(begun_.front().key);
    begun_.pop_front();
  }
}

void AgentSteps::end(const Step& step, std::string component, std::string operation, model::Event& event) {
  key_ = step.key;
  event.kind = kind::k_end;
  event.stream = event.stream.empty() ? event.component + "/" + step.trace_id : event.stream;
  event.component = std::move(component);
  event.operation = std::move(operation);
  event.response = one_line(step.raw);
  event.status = "ok";
  event.end = event.end ? event.end : event.time;
  const auto found = by_key_.find(key_);
  if (found == by_key_.end()) {
    return;
  }
  const auto begun = found->second;
  event.component = std::move(begun->component);
  event.operation = std::move(begun->operation);
  event.model = std::move(begun->model);
  by_key_.erase(found);
  begun_.erase(begun);
}

void AgentSteps::read_metadata(const Members& element, model::Event& event) {
  const Members* metadata = object_of(parser_, element, "metadata", Metadata);
  if (metadata == nullptr) {
    return;
  }
  event.start = time_of(*metadata, {"startTime"});
  event.end = time_of(*metadata, {"endTime"});
  event.duration_ms = number_of(json::find(*metadata, "totalTimeMs"));
  // The same id stands in the log of model invocations.
  ids::append_stated(ids::KeyRule::Request, text_of(*metadata, "clientRequestId"), false, event.ids);
  if (const Members* usage = object_of(parser_, *metadata, "usage", Usage)) {
    event.tokens = tokens_of(*usage);
  }
}

}  // namespace itk::logs
