#include "itk-correlate/span_builder.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "common/base/digest.h"
#include "common/ids/id.h"
#include "itk-correlate/attempts.h"
#include "itk-correlate/builders.h"
#include "itk-correlate/parents.h"

namespace itk::correlate {
namespace {

// The same events in any order, and any of them twice, must give the same spans.
std::vector<model::Event> in_order(std::vector<model::Event> events) {
  std::sort(events.begin(), events.end(), [](const model::Event& a, const model::Event& b) {
    return std::tie(a.time, a.id) < std::tie(b.time, b.id);
  });
  events.erase(std::unique(events.begin(), events.end(),
                           [](const model::Event& a, const model::Event& b) { return a.id == b.id; }),
               events.end());
  return events;
}

// What itk-invoke itself saw: the call that started everything.
std::optional<Draft> entrypoint_draft(const TraceInput& input) {
  if (!input.invocation || !input.answer || !input.answer->sent) {
    return std::nullopt;
  }
  const bool is_queue = input.invocation->entrypoint == "sqs_event";
  Draft draft;
  draft.anchor = "entrypoint";
  model::Span& span = draft.span;
  span.component = "entrypoint:" + input.invocation->entrypoint;
  span.operation = is_queue ? "SendMessage" : "Invoke";
  span.kind = is_queue ? "producer" : "client";
  span.start = input.answer->sent;
  span.end = input.answer->answered;
  span.request = input.invocation->request;
  span.response = input.answer->response;
  span.status = input.answer->status == "error" ? "error" : "ok";
  if (input.answer->error) {
    model::Codec<model::Fault>::write(span.error.text, *input.answer->error);
  }
  span.ids = input.invocation->ids;
  span.ids.insert(span.ids.end(), input.answer->ids.begin(), input.answer->ids.end());
  return draft;
}

// How long a draft lasts; those without both ends last forever, so that they enclose nothing by accident.
std::int64_t extent(const Draft& draft) {
  return draft.span.start && draft.span.end ? draft.span.end->ns - draft.span.start->ns : INT64_MAX;
}

bool covers(const Draft& draft, Timestamp time) {
  return draft.span.start && draft.span.end && *draft.span.start <= time && time <= *draft.span.end;
}

// A log line goes to the narrowest span that was open in its stream, else to its Lambda invocation, else to the
// activity of its component.
Draft* home_of(std::vector<Draft>& drafts, const model::Event& event) {
  const std::string lambda = lambda_of(event);
  const std::string stream = stream_key(event);
  Draft* best = nullptr;
  for (Draft& draft : drafts) {
    const bool same_context =
        (!lambda.empty() && draft.lambda == lambda) || (!event.stream.empty() && draft.stream == stream);
    if (!same_context || (!draft.is_invocation && !(event.time && covers(draft, *event.time)))) {
      continue;
    }
    if (best == nullptr || extent(draft) < extent(*best)) {
      best = &draft;
    }
  }
  return best;
}

void attach_log(Draft& draft, const model::Event& event) {
  model::LogLine line{event.id, event.time, event.level, event.text};
  if (line.text.empty()) {
    line.text = event.payload.text;
  }
  draft.span.logs.push_back(std::move(line));
  add_event(draft, event);
}

// A component that only logs gets one span for each execution that it speaks of, from its first line to its last.
void add_activity(std::map<std::string, std::size_t>& activities, std::vector<Draft>& drafts,
                  const model::Event& event) {
  const std::string lambda = lambda_of(event);
  const std::string key = event.component + "\n" + (lambda.empty() ? stream_key(event) : lambda);
  const auto [entry, is_new] = activities.try_emplace(key, drafts.size());
  if (is_new) {
    Draft draft;
    draft.anchor = event.id;
    draft.lambda = lambda;
    draft.stream = stream_key(event);
    draft.span.component = event.component;
    draft.span.operation = "activity";
    draft.span.kind = "internal";
    draft.span.start = event.time;
    drafts.push_back(std::move(draft));
  }
  Draft& draft = drafts[entry->second];
  draft.span.end = event.time ? event.time : draft.span.end;
  attach_log(draft, event);
}

void place_logs(std::vector<Draft>& drafts, const std::vector<model::Event>& events) {
  std::map<std::string, std::size_t> activities;
  for (const model::Event& event : events) {
    if (event.kind == model::event_kind::k_log) {
      if (Draft* home = home_of(drafts, event)) {
        attach_log(*home, event);
      } else if (!event.component.empty()) {
        add_activity(activities, drafts, event);
      }
    }
  }
}

void complete(Draft& draft, const TraceInput& input) {
  model::Span& span = draft.span;
  span.span = sha256_hex(input.trace + "\n" + draft.anchor).substr(0, 16);
  span.trace = input.trace;
  span.inv = input.inv;
  if (!span.duration_ms && span.start && span.end) {
    span.duration_ms = milliseconds_between(*span.start, *span.end);
  }
  if (span.status.empty()) {
    span.status = span.error.empty() ? "unset" : "error";
  }
  ids::canonicalise(span.ids);
}

// An invocation is known by every id that a line of it names: its START and REPORT name hardly any.
void widen_reach(std::vector<Draft>& drafts, const std::vector<model::Event>& events) {
  std::map<std::string, std::vector<std::string>> of_lambda;
  for (const model::Event& event : events) {
    const std::string lambda = lambda_of(event);
    if (!lambda.empty()) {
      std::vector<std::string>& ids = of_lambda[lambda];
      ids.insert(ids.end(), event.ids.begin(), event.ids.end());
    }
  }
  for (Draft& draft : drafts) {
    draft.reach = draft.is_invocation ? of_lambda[draft.lambda] : draft.span.ids;
    ids::canonicalise(draft.reach);
  }
}

// By start; of equal starts what lasts longer first, then what belongs to the execution that began earlier, then the
// invocation before the work in it. So callers come before what they called, even where both took equally long.
void sort_outer_first(std::vector<Draft>& drafts) {
  std::map<std::string, Timestamp> execution_start;
  for (const Draft& draft : drafts) {
    if (draft.is_invocation && draft.span.start) {
      execution_start.emplace(draft.lambda, *draft.span.start);
    }
  }
  const auto rank = [&](const Draft& draft) {
    const auto execution = execution_start.find(draft.lambda);
    const std::optional<Timestamp> began = execution == execution_start.end() ? draft.span.start : execution->second;
    const std::int64_t end = draft.span.end ? draft.span.end->ns : INT64_MAX;
    return std::tuple(draft.span.start, -end, began, !draft.is_invocation, std::string_view(draft.span.span));
  };
  std::sort(drafts.begin(), drafts.end(), [&](const Draft& a, const Draft& b) { return rank(a) < rank(b); });
}

}  // namespace

std::string stream_key(const model::Event& event) { return event.group + "\n" + event.stream; }

std::string lambda_of(const model::Event& event) {
  const auto found =
      std::find_if(event.ids.begin(), event.ids.end(), [](const std::string& id) { return id.starts_with("lambda:"); });
  return found == event.ids.end() ? "" : *found;
}

void add_event(Draft& draft, const model::Event& event) {
  draft.span.events.push_back(event.id);
  draft.span.ids.insert(draft.span.ids.end(), event.ids.begin(), event.ids.end());
}

std::vector<model::Span> build_spans(const TraceInput& input) {
  const std::vector<model::Event> events = in_order(input.events);
  std::vector<Draft> drafts;
  // What ITK did itself.
  if (std::optional<Draft> entrypoint = entrypoint_draft(input)) {
    drafts.push_back(std::move(*entrypoint));
  }
  // Lambda invocations, from START to REPORT.
  add_lambda_spans(events, drafts);
  // Spans that their source states.
  add_stated_spans(events, drafts);
  // Requests and responses that applications log.
  add_operation_spans(events, drafts);
  // Everything else that was said, where it was said.
  place_logs(drafts, events);
  for (Draft& draft : drafts) {
    complete(draft, input);
  }
  sort_outer_first(drafts);
  widen_reach(drafts, events);
  // Who called whom, and what was a retry.
  link_parents(drafts);
  number_attempts(drafts);
  std::vector<model::Span> spans;
  for (Draft& draft : drafts) {
    spans.push_back(std::move(draft.span));
  }
  return spans;
}

}  // namespace itk::correlate
