#include <algorithm>
#include <array>
#include <string_view>

#include "itk-correlate/builders.h"

namespace itk::correlate {
namespace {

using namespace model::event_kind;

// "handler.start" and "handler.complete" are two ends of "handler".
std::string stem(std::string_view operation) {
  static constexpr std::array<std::string_view, 10> k_ends = {
      "start", "started", "begin", "request", "complete", "completed", "end", "finished", "response", "done"};
  const std::size_t cut = operation.find_last_of("._:");
  if (cut != std::string_view::npos && cut > 0 &&
      std::find(k_ends.begin(), k_ends.end(), operation.substr(cut + 1)) != k_ends.end()) {
    operation = operation.substr(0, cut);
  }
  return std::string(operation);
}

bool shares_id(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const std::string& id) { return std::find(b.begin(), b.end(), id) != b.end(); });
}

// Whether `event` can be the response to the request that opened `draft`.
bool answers(const Draft& draft, const model::Event& event) {
  if (draft.span.end || draft.span.component != event.component || draft.span.operation != stem(event.operation)) {
    return false;
  }
  if (draft.span.attempt && event.attempt && *draft.span.attempt != *event.attempt) {
    return false;
  }
  const std::string lambda = lambda_of(event);
  if (!lambda.empty() && !draft.lambda.empty()) {
    return lambda == draft.lambda;
  }
  return (!event.stream.empty() && draft.stream == stream_key(event)) || shares_id(draft.span.ids, event.ids) ||
         event.ids.empty();
}

Draft open_draft(const model::Event& event) {
  Draft draft;
  draft.anchor = event.id;
  draft.lambda = lambda_of(event);
  draft.stream = stream_key(event);
  model::Span& span = draft.span;
  span.component = event.component.empty() ? "unknown" : event.component;
  span.operation = stem(event.operation);
  span.kind = "client";
  span.attempt = event.attempt;
  return draft;
}

void close_draft(Draft& draft, const model::Event& event) {
  model::Span& span = draft.span;
  span.end = event.end ? event.end : event.time;
  span.response = event.response;
  span.error = event.error;
  span.status = event.status.empty() ? (event.error.empty() ? "ok" : "error") : event.status;
  span.duration_ms = event.duration_ms;
  span.tokens = event.tokens;
  if (!event.model.empty()) {
    span.model = event.model;
  }
  if (!span.attempt) {
    span.attempt = event.attempt;
  }
  if (!span.start && event.duration_ms && span.end) {
    span.start = Timestamp{span.end->ns - static_cast<std::int64_t>(*event.duration_ms * 1e6)};
  }
}

}  // namespace

void add_operation_spans(const std::vector<model::Event>& events, std::vector<Draft>& drafts) {
  const std::size_t first = drafts.size();
  for (const model::Event& event : events) {
    if (event.kind == k_start) {
      Draft draft = open_draft(event);
      draft.span.start = event.start ? event.start : event.time;
      draft.span.request = event.request;
      draft.span.model = event.model;
      add_event(draft, event);
      drafts.push_back(std::move(draft));
    } else if (event.kind == k_end) {
      // The latest open request: of nested ones, the inner one ends first.
      const auto open = std::find_if(drafts.rbegin(), drafts.rend() - static_cast<std::ptrdiff_t>(first),
                                     [&](const Draft& draft) { return answers(draft, event); });
      if (open == drafts.rend() - static_cast<std::ptrdiff_t>(first)) {
        Draft draft = open_draft(event);
        close_draft(draft, event);
        draft.span.request = event.request;
        add_event(draft, event);
        drafts.push_back(std::move(draft));
      } else {
        close_draft(*open, event);
        add_event(*open, event);
      }
    }
  }
}

}  // namespace itk::correlate
