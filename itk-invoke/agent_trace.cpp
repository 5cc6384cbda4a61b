#include "itk-invoke/agent_trace.h"

#include <fmt/core.h>

#include <array>

namespace itk::invoke {
namespace {

using Members = std::vector<json::Member>;
namespace kind = model::event_kind;

// Levels of the parser, one for each depth that is read at the same time.
enum Level : std::size_t { Part, Trace, Section, Element, Detail, Metadata, Usage };

std::string text_of(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr || value->kind != json::Kind::String ? std::string() : std::string(value->text);
}

std::string_view raw_of(const Members& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? std::string_view() : value->raw;
}

std::optional<Timestamp> time_of(const Members& members, std::string_view key) {
  const Result<Timestamp> time = parse_rfc3339(text_of(members, key));
  return time ? std::optional(*time) : std::nullopt;
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

RawJson one_line(std::string_view raw) { return json::is_one_line_json(raw) ? RawJson{std::string(raw)} : RawJson(); }

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

// Members of an observation that end a tool's call; others (finalResponse, repromptResponse) end nothing.
constexpr std::array<std::string_view, 4> k_outputs = {"actionGroupInvocationOutput", "knowledgeBaseLookupOutput",
                                                       "agentCollaboratorInvocationOutput",
                                                       "codeInterpreterInvocationOutput"};

}  // namespace

// One half of a pair.
struct AgentTrace::Step {
  std::string key;     // the same in both halves, and in no other pair
  std::string stream;  // the same, for people
  std::string_view raw;
  std::string component{}, operation{};

  Step named(std::string_view what, std::string its_component, std::string its_operation) const {
    return {fmt::format("{}\n{}", key, what), stream, raw, std::move(its_component), std::move(its_operation)};
  }
};

std::vector<model::Event> AgentTrace::add(const aws::AgentPart& part) {
  model::Event event;
  event.id = fmt::format("{}-{:05}", id_, count_++);  // events of one time sort by id
  event.source = "bedrock-agent";
  event.kind = kind::k_log;
  event.ids = ids_;
  event.operation = part.type;
  json::Payload payload = json::make_payload(part.payload);
  event.payload = std::move(payload.json);
  event.enc = std::move(payload.encoding);
  if (part.type == "trace") {
    read_trace(part, event);
  }
  if (event.kind == kind::k_start) {
    hold(std::move(event));
  } else {
    complete_.push_back(std::move(event));
  }
  return std::exchange(complete_, {});
}

// Until its end comes. A step that begins twice has lost the end of the first.
void AgentTrace::hold(model::Event start) {
  const auto [open, is_new] = open_.try_emplace(begun_, std::move(start));
  if (!is_new) {
    complete_.push_back(std::exchange(open->second, std::move(start)));
  }
}

std::vector<model::Event> AgentTrace::rest() {
  std::vector<model::Event> events;
  for (auto& [step, start] : open_) {
    events.push_back(std::move(start));
  }
  open_.clear();
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return events;
}

void AgentTrace::read_trace(const aws::AgentPart& part, model::Event& event) {
  const json::PaddedText padded(part.payload);
  const auto members = parser_.object(padded.view(), Part);
  if (!members) {
    return;
  }
  event.time = time_of(**members, "eventTime");
  const std::string collaborator = text_of(**members, "collaboratorName");
  const std::string agent = collaborator.empty() ? text_of(**members, "agentId") : collaborator;
  event.component = agent.empty() ? "" : "agent:" + agent;
  // Collaborators use the same trace ids again.
  const std::string path = fmt::format("{}\n{}", raw_of(**members, "callerChain"), collaborator);
  const Members* trace = object_of(parser_, **members, "trace", Trace);
  if (trace == nullptr) {
    return;
  }
  for (const json::Member& section : *trace) {
    event.operation = section.key;
    if (const Members* elements = object_of(parser_, *trace, section.key, Section)) {
      read_section(section.key, *elements, path, event);
    }
  }
}

void AgentTrace::read_section(std::string_view name, const Members& section, const std::string& path,
                              model::Event& event) {
  if (name == "failureTrace") {
    event.level = "ERROR";
    event.text = text_of(section, "failureReason");
    return;
  }
  for (const json::Member& member : section) {
    const Members* element = object_of(parser_, section, member.key, Element);
    if (element == nullptr) {
      continue;
    }
    const std::string trace_id = text_of(*element, "traceId");
    const Step step{fmt::format("{}\n{}", path, trace_id), event.component + "/" + trace_id, member.value.raw};
    if (member.key == "modelInvocationInput") {
      const std::string model = text_of(*element, "foundationModel");
      begin(step.named("model", "model:" + (model.empty() ? "unknown" : model), "InvokeModel"), event);
      event.model = model;
    } else if (member.key == "modelInvocationOutput") {
      read_metadata(*element, event);
      end(step.named("model", "model:unknown", "InvokeModel"), event);
    } else if (member.key == "invocationInput") {
      begin_tool(step, *element, event);
    } else if (member.key == "observation") {
      end_tool(step, *element, event);
    } else if (member.key == "rationale") {
      event.text = text_of(*element, "text");
    }
  }
}

void AgentTrace::begin_tool(const Step& step, const Members& element, model::Event& event) {
  const std::string type = text_of(element, "invocationType");
  for (const Tool& tool : k_tools) {
    if (const Members* call = object_of(parser_, element, tool.member, Detail)) {
      const std::string name = text_of(*call, tool.name);
      const std::string function = text_of(*call, "function");
      begin(step.named("tool", std::string(tool.prefix) + (name.empty() ? type : name),
                       function.empty() ? type : function),
            event);
    }
  }
}

void AgentTrace::end_tool(const Step& step, const Members& element, model::Event& event) {
  for (const std::string_view output : k_outputs) {
    if (const Members* result = object_of(parser_, element, output, Detail)) {
      read_metadata(*result, event);
      event.tokens.reset();  // a collaborator's models have told theirs already
      end(step.named("tool", event.component, text_of(element, "type")), event);
    }
  }
}

void AgentTrace::begin(const Step& step, model::Event& event) {
  event.kind = kind::k_start;
  event.stream = step.stream;
  event.component = step.component;
  event.operation = step.operation;
  event.request = one_line(step.raw);
  begun_ = step.key;
}

void AgentTrace::end(const Step& step, model::Event& event) {
  event.kind = kind::k_end;
  event.stream = step.stream;
  event.component = step.component;
  event.operation = step.operation;
  event.response = one_line(step.raw);
  const auto open = open_.find(step.key);
  if (open == open_.end()) {
    return;
  }
  model::Event& begun = open->second;
  event.component = begun.component;
  event.operation = begun.operation;
  event.model = begun.model;
  if (event.start) {
    begun.start = event.start;  // only the end knows when it began
  }
  complete_.push_back(std::move(begun));
  open_.erase(open);
}

void AgentTrace::read_metadata(const Members& element, model::Event& event) {
  const Members* metadata = object_of(parser_, element, "metadata", Metadata);
  if (metadata == nullptr) {
    return;
  }
  event.start = time_of(*metadata, "startTime");
  event.end = time_of(*metadata, "endTime");
  const Members* usage = object_of(parser_, *metadata, "usage", Usage);
  if (usage == nullptr) {
    return;
  }
  const json::Value* input = json::find(*usage, "inputTokens");
  const json::Value* output = json::find(*usage, "outputTokens");
  if (input != nullptr && output != nullptr && input->is_integer && output->is_integer) {
    event.tokens = model::Tokens{input->integer, output->integer};
  }
}

}  // namespace itk::invoke
