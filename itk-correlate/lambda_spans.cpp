#include <map>

#include "itk-correlate/builders.h"

namespace itk::correlate {
namespace {

using namespace model::event_kind;

bool is_lambda_event(const model::Event& event) {
  return event.kind == k_lambda_start || event.kind == k_lambda_end || event.kind == k_lambda_report ||
         event.kind == k_lambda_timeout || event.kind == k_lambda_init;
}

void take_report(model::Span& span, const model::Event& event) {
  span.duration_ms = event.duration_ms;
  span.init_ms = event.init_ms;
  if (event.duration_ms) {
    const auto ns = static_cast<std::int64_t>(*event.duration_ms * 1e6);
    if (span.start) {
      span.end = Timestamp{span.start->ns + ns};
    } else if (event.time) {
      span.end = event.time;
      span.start = Timestamp{event.time->ns - ns};  // START was lost
    }
  }
}

void take(model::Span& span, const model::Event& event) {
  if (event.kind == k_lambda_start) {
    span.start = event.start ? event.start : event.time;
  } else if (event.kind == k_lambda_report) {
    take_report(span, event);
  } else if (event.kind == k_lambda_end && !span.end) {
    span.end = event.end ? event.end : event.time;
  }
  if (event.status == "error" || event.kind == k_lambda_timeout) {
    span.status = "error";
  } else if (event.kind == k_lambda_report && span.status.empty()) {
    span.status = "ok";
  }
  if (!event.error.empty()) {
    span.error = event.error;
  }
}

}  // namespace

void add_lambda_spans(const std::vector<model::Event>& events, std::vector<Draft>& drafts) {
  std::map<std::string, std::size_t> by_request;
  for (const model::Event& event : events) {
    const std::string lambda = lambda_of(event);
    if (!is_lambda_event(event) || lambda.empty()) {
      continue;
    }
    const auto [entry, is_new] = by_request.try_emplace(lambda, drafts.size());
    if (is_new) {
      Draft draft;
      draft.anchor = "invocation " + lambda;
      draft.lambda = lambda;
      draft.stream = stream_key(event);
      draft.is_invocation = true;
      draft.span.component = event.component.empty() ? "lambda" : event.component;  // saved without its group
      draft.span.operation = "Invoke";
      draft.span.kind = "server";
      drafts.push_back(std::move(draft));
    }
    Draft& draft = drafts[entry->second];
    take(draft.span, event);
    add_event(draft, event);
  }
}

}  // namespace itk::correlate
