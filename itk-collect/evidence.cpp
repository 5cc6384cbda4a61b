#include "itk-collect/evidence.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "common/ids/id.h"
#include "common/logs/component.h"

namespace itk::collect {
namespace {

namespace kind = model::event_kind;

std::string key_of(const std::string& group, const std::string& stream) { return group + '\n' + stream; }

bool names_lambda(const model::Event& event) {
  return std::any_of(event.ids.begin(), event.ids.end(),
                     [](const std::string& id) { return ids::kind_of(id) == ids::Kind::Lambda; });
}

// Within one millisecond, what frames a request stands around what it wrote.
int rank_of(const model::Event& event) {
  return event.kind == kind::k_lambda_init     ? 0
         : event.kind == kind::k_lambda_start  ? 1
         : event.kind == kind::k_lambda_end    ? 3
         : event.kind == kind::k_lambda_report ? 4
                                               : 2;
}

// The events are in the order in which CloudWatch gave them.
void sort_by_time(std::vector<Evidence::Released>& events) {
  std::stable_sort(events.begin(), events.end(), [](const Evidence::Released& a, const Evidence::Released& b) {
    const int rank_a = rank_of(a.event), rank_b = rank_of(b.event);
    return std::tie(a.event.time, rank_a, a.event.ingested) < std::tie(b.event.time, rank_b, b.event.ingested);
  });
}

}  // namespace

std::vector<CaseNumber> Evidence::add(const std::string& group, LogEvent event) {
  ++version_;
  logs::ParsedMessage parsed = parser_.parse({event.message, group, event.stream, event.time});
  const Timestamp at = event.time;
  parsed.event.id = std::move(event.id);
  parsed.event.source = "cloudwatch";
  parsed.event.ingested = event.ingested;
  note_system_line(parsed, at);

  Held& held = held_.emplace_back();
  held.event = std::move(parsed.event);
  held.wants_request = parsed.request.empty() && held.event.kind != kind::k_span && !names_lambda(held.event);
  if (held.wants_request && !take_request_of_stream(held) &&
      !logs::lambda_of(held.event.group, held.event.stream).empty()) {
    waiting_lines_[key_of(held.event.group, held.event.stream)].push_back(&held);
  }
  link(held);
  if (held.event.kind == kind::k_lambda_start) {
    retry_lines_of(held.event.group, held.event.stream);
  }
  return belonging_.owners(held.event.ids);
}

std::vector<CaseNumber> Evidence::add(model::Event event) {
  ++version_;
  if (!event.time) {
    event.time = event.start ? event.start : event.end ? event.end : event.ingested;
  }
  Held& held = held_.emplace_back();
  held.event = std::move(event);
  link(held);
  return belonging_.owners(held.event.ids);
}

void Evidence::bind(CaseNumber number, const std::vector<std::string>& ids) {
  ++version_;
  belonging_.bind(number, ids);
  note_ids(ids);
}

void Evidence::note_system_line(const logs::ParsedMessage& parsed, Timestamp at) {
  const model::Event& event = parsed.event;
  if (event.kind == kind::k_lambda_init) {
    streams_.add_init(event.group, event.stream, at);
  }
  if (parsed.request.empty()) {
    return;
  }
  SeenRequest& request = requests_[parsed.request];
  request.group = request.group.empty() ? event.group : request.group;
  if (event.kind == kind::k_lambda_start) {
    streams_.add_start(event.group, event.stream, at, parsed.request);
  } else if (event.kind == kind::k_lambda_end) {
    streams_.add_end(event.group, event.stream, at, parsed.request);
  } else if (event.kind == kind::k_lambda_report) {
    request.has_report = true;
  }
}

bool Evidence::take_request_of_stream(Held& held) {
  model::Event& event = held.event;
  std::string request = streams_.request_at(event.group, event.stream, *event.time);
  if (request.empty()) {
    return false;
  }
  held.wants_request = false;
  event.ids.push_back(std::move(request));
  ids::canonicalise(event.ids);
  return true;
}

// A START arrived: lines of the same environment's start may be its.
void Evidence::retry_lines_of(const std::string& group, const std::string& stream) {
  const auto found = waiting_lines_.find(key_of(group, stream));
  if (found == waiting_lines_.end()) {
    return;
  }
  std::erase_if(found->second, [&](Held* held) {
    const bool taken = take_request_of_stream(*held);
    if (taken) {
      link(*held);
    }
    return taken;
  });
}

void Evidence::link(const Held& held) {
  belonging_.link(held.event.ids);
  note_ids(held.event.ids);
  for (const std::string& id : held.event.ids) {
    const std::optional<ids::Kind> kind = ids::kind_of(id);
    if (kind == ids::Kind::Sqs || kind == ids::Kind::Nonce) {
      seen_ids_.insert(id);
    }
  }
}

void Evidence::note_ids(const std::vector<std::string>& ids) {
  std::copy_if(ids.begin(), ids.end(), std::inserter(trace_ids_, trace_ids_.end()),
               [](const std::string& id) { return ids::kind_of(id) == ids::Kind::Trace; });
}

std::list<Evidence::Held>::iterator Evidence::take_out(std::list<Held>::iterator held) {
  if (held->wants_request) {
    const auto lines = waiting_lines_.find(key_of(held->event.group, held->event.stream));
    if (lines != waiting_lines_.end()) {
      std::erase(lines->second, &*held);
    }
  }
  return held_.erase(held);
}

std::vector<Evidence::Released> Evidence::release(CaseNumber number) {
  std::vector<Released> out;
  for (auto held = held_.begin(); held != held_.end();) {
    const std::vector<CaseNumber> owners = belonging_.owners(held->event.ids);
    if (std::find(owners.begin(), owners.end(), number) == owners.end()) {
      ++held;
      continue;
    }
    out.push_back({held->event, owners.size() > 1});
    held = take_out(held);
  }
  sort_by_time(out);
  return out;
}

std::vector<Evidence::Released> Evidence::drop_before(Timestamp time, bool hand_out) {
  std::vector<Released> out;
  for (auto held = held_.begin(); held != held_.end();) {
    if (held->event.time.value_or(Timestamp{}) >= time || !belonging_.owners(held->event.ids).empty()) {
      ++held;
      continue;
    }
    if (hand_out) {
      out.push_back({held->event, true});
    }
    held = take_out(held);
  }
  sort_by_time(out);
  return out;
}

}  // namespace itk::collect
