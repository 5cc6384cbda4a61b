#include "itk-collect/evidence.h"

#include <algorithm>
#include <iterator>

#include "common/ids/id.h"
#include "common/logs/component.h"

namespace itk::collect {
namespace {

namespace kind = model::event_kind;

bool names_lambda(const model::Event& event) {
  return std::any_of(event.ids.begin(), event.ids.end(),
                     [](const std::string& id) { return ids::kind_of(id) == ids::Kind::Lambda; });
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

  Entry& entry = hold(parsed.event);
  entry.wants_request = parsed.request.empty() && parsed.event.kind != kind::k_span && !names_lambda(parsed.event);
  if (entry.wants_request && !take_request_of_stream(entry) &&
      !logs::lambda_of(parsed.event.group, parsed.event.stream).empty()) {
    waiting_lines_[entry.stream].push_back(entry.offset);
  }
  show_to_watch(entry);
  std::vector<CaseNumber> owners = owners_of(entry);
  if (parsed.event.kind == kind::k_lambda_start) {
    retry_lines_of(entry.stream);
  }
  return owners;
}

Evidence::Entry& Evidence::hold(const model::Event& event) {
  note_ids(event.ids);
  return held_.add(event, belonging_.link(event.ids));
}

std::vector<CaseNumber> Evidence::add(model::Event event) {
  ++version_;
  if (!event.time) {
    event.time = event.start ? event.start : event.end ? event.end : event.ingested;
  }
  const Entry& entry = hold(event);
  show_to_watch(entry);
  return owners_of(entry);
}

void Evidence::bind(CaseNumber number, const std::vector<std::string>& ids) {
  ++version_;
  belonging_.bind(number, ids);
  note_trace_ids(ids);
}

void Evidence::note_system_line(const logs::ParsedMessage& parsed, Timestamp at) {
  const model::Event& event = parsed.event;
  if (event.kind == kind::k_lambda_init) {
    streams_.add_init(event.group, event.stream, at);
  }
  if (parsed.request.empty()) {
    return;
  }
  if (last_request_ == nullptr || last_request_->first != parsed.request) {
    last_request_ = &*requests_.try_emplace(parsed.request).first;
  }
  SeenRequest& request = last_request_->second;
  request.group = request.group.empty() ? event.group : request.group;
  if (event.kind == kind::k_lambda_start) {
    streams_.add_start(event.group, event.stream, at, parsed.request);
  } else if (event.kind == kind::k_lambda_end) {
    streams_.add_end(event.group, event.stream, at, parsed.request);
  } else if (event.kind == kind::k_lambda_report) {
    request.has_report = true;
  }
}

bool Evidence::take_request_of_stream(Entry& entry) {
  const auto& [group, stream] = held_.names_of(entry.stream);
  const std::string request = streams_.request_at(group, stream, entry.time);
  if (request.empty()) {
    return false;
  }
  held_.set_request(entry, request);
  belonging_.link(entry.of, request);
  return true;
}

// A START arrived: lines of the same environment's start may be its.
void Evidence::retry_lines_of(HeldEvents::Stream stream) {
  const auto found = waiting_lines_.find(stream);
  if (found == waiting_lines_.end()) {
    return;
  }
  std::erase_if(found->second, [&](std::uint64_t offset) {
    Entry* const entry = held_.find(offset);
    if (entry != nullptr && !take_request_of_stream(*entry)) {
      return false;
    }
    if (entry != nullptr) {
      show_to_watch(*entry);
    }
    return true;
  });
  if (found->second.empty()) {
    waiting_lines_.erase(found);
  }
}

void Evidence::note_ids(const std::vector<std::string>& ids) {
  note_trace_ids(ids);
  for (const std::string& id : ids) {
    const std::optional<ids::Kind> kind = ids::kind_of(id);
    if (kind == ids::Kind::Sqs || kind == ids::Kind::Nonce) {
      seen_ids_.insert(id);
    }
  }
}

void Evidence::note_trace_ids(const std::vector<std::string>& ids) {
  std::copy_if(ids.begin(), ids.end(), std::inserter(trace_ids_, trace_ids_.end()),
               [](const std::string& id) { return ids::kind_of(id) == ids::Kind::Trace; });
}

void Evidence::show_to_watch(const Entry& entry) {
  if (watch_ == nullptr || !watch_->is_watching()) {
    return;
  }
  if (const Result<model::Event> event = held_.event_of(entry)) {
    watch_->see(*event);
  } else {
    error_ = event.error();
  }
}

std::vector<CaseNumber> Evidence::owners_of(const Entry& entry) {
  Result<std::vector<CaseNumber>> owners = belonging_.owners(entry.of, [&] { return held_.ids_of(entry); });
  if (!owners) {
    error_ = owners.error();
    return {};
  }
  return std::move(*owners);
}

Status Evidence::take_out(const std::function<Result<bool>(const Entry&)>& leaves,
                          const std::function<Status(const Entry&)>& give) {
  Status taken = held_.take_out(leaves, give);
  if (!taken) {
    error_ = taken.error();
  }
  return taken;
}

std::vector<Evidence::Released> Evidence::release(CaseNumber number) {
  std::vector<Released> out;
  const auto owned = [&](const Entry& entry) -> Result<bool> {
    if (!belonging_.has_owner(entry.of)) {
      return false;
    }
    const std::vector<CaseNumber> owners = owners_of(entry);
    return std::find(owners.begin(), owners.end(), number) != owners.end();
  };
  take_out(owned, [&](const Entry& entry) -> Status {
    ITK_TRY_ASSIGN(model::Event event, held_.event_of(entry));
    out.push_back({std::move(event), owners_of(entry).size() > 1});
    return {};
  });
  return out;
}

std::vector<Evidence::Released> Evidence::drop_before(Timestamp time, bool hand_out) {
  std::vector<Released> out;
  const auto is_nobodys = [&](const Entry& entry) -> Result<bool> {
    return entry.time < time && !belonging_.has_owner(entry.of);
  };
  const auto give = [&](const Entry& entry) -> Status {
    ITK_TRY_ASSIGN(model::Event event, held_.event_of(entry));
    out.push_back({std::move(event), true});
    return {};
  };
  take_out(is_nobodys, hand_out ? std::function<Status(const Entry&)>(give) : nullptr);
  return out;
}

Status Evidence::drop_before(Timestamp time, const WriteEvent& write) {
  const auto is_nobodys = [&](const Entry& entry) -> Result<bool> {
    return entry.time < time && !belonging_.has_owner(entry.of);
  };
  return take_out(is_nobodys, [&](const Entry& entry) -> Status {
    ITK_TRY_ASSIGN(const std::string_view members, held_.members_of(entry));
    return write(held_.names_of(entry.stream), members);
  });
}

}  // namespace itk::collect
