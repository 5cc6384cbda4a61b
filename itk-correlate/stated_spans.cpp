#include "itk-correlate/builders.h"

namespace itk::correlate {
namespace {

// OpenTelemetry's kind, as far as the component tells.
std::string kind_of_component(const std::string& component) {
  if (component.starts_with("entrypoint:") || component.starts_with("lambda")) {
    return "server";
  }
  const bool is_call = component.starts_with("model") || component.starts_with("agent") ||
                       component.starts_with("service:") || component.starts_with("bedrock");
  return is_call ? "client" : "internal";
}

}  // namespace

void add_stated_spans(const std::vector<model::Event>& events, std::vector<Draft>& drafts) {
  for (const model::Event& event : events) {
    if (event.kind != model::event_kind::k_span) {
      continue;
    }
    Draft draft;
    draft.anchor = event.id;
    draft.stream = stream_key(event);
    model::Span& span = draft.span;
    span.component = event.component.empty() ? "unknown" : event.component;
    span.operation = event.operation.empty() ? "unknown" : event.operation;
    span.kind = event.span_kind.empty() ? kind_of_component(span.component) : event.span_kind;
    span.start = event.start;
    span.end = event.end;
    span.duration_ms = event.duration_ms;
    span.attempt = event.attempt;
    span.status = event.status;
    span.error = event.error;
    span.request = event.request;
    span.response = event.response;
    span.tokens = event.tokens;
    span.model = event.model;
    span.stated = model::Stated{event.span, event.parent, event.start, event.end};
    add_event(draft, event);
    drafts.push_back(std::move(draft));
  }
}

}  // namespace itk::correlate
