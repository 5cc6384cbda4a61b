#include "itk-collect/sentinel_watch.h"

#include <algorithm>

namespace itk::collect {
namespace {

namespace kind = model::event_kind;

bool fits(const std::string& wanted, const std::string& actual) { return wanted.empty() || wanted == actual; }

// A span that its source states, or an operation of which the end was logged.
bool is_span(const model::Sentinel& wanted, const model::Event& event) {
  return (event.kind == kind::k_span || event.kind == kind::k_end) && fits(wanted.kind, event.span_kind) &&
         fits(wanted.operation, event.operation) && fits(wanted.component, event.component);
}

bool is_line(const model::Sentinel& wanted, const RE2& pattern, const model::Event& event) {
  return fits(wanted.group, event.group) &&
         (RE2::PartialMatch(event.text, pattern) || RE2::PartialMatch(event.payload.text, pattern));
}

}  // namespace

bool is_final_answer(const model::Event& event) {
  return event.payload.text.find("\"finalResponse\"") != std::string::npos;
}

std::size_t SentinelWatch::add(const model::Sentinel& sentinel) {
  const auto [entry, is_new] = numbers_.try_emplace(sentinel, watched_.size());
  if (is_new) {
    Watched& watched = watched_.emplace_back();
    watched.sentinel = sentinel;
    if (sentinel.what == "log") {
      watched.pattern = std::make_unique<RE2>(sentinel.pattern, RE2::Quiet);
    }
  }
  return entry->second;
}

bool SentinelWatch::is(const Watched& watched, const model::Event& event) {
  const std::string& what = watched.sentinel.what;
  return what == "log"      ? is_line(watched.sentinel, *watched.pattern, event)
         : what == "span"   ? is_span(watched.sentinel, event)
         : what == "answer" ? is_final_answer(event)
                            : false;  // a report and a queue are not one event
}

void SentinelWatch::see(const model::Event& event) {
  if (watched_.empty()) {
    return;
  }
  if (const auto known = hits_.find(event.id); known != hits_.end()) {
    known->second.ids = event.ids;
    return;
  }
  std::vector<std::size_t> sentinels;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    if (is(watched_[i], event)) {
      sentinels.push_back(i);
    }
  }
  if (!sentinels.empty()) {
    hits_.emplace(event.id, Hit{std::move(sentinels), event.ids, event.time.value_or(Timestamp{})});
  }
}

std::vector<SentinelWatch::Found> SentinelWatch::settle(Belonging& belonging) {
  std::vector<Found> found;
  std::erase_if(hits_, [&](const auto& entry) {
    const std::vector<CaseNumber> owners = belonging.owners(entry.second.ids);
    if (owners.empty()) {
      return false;
    }
    for (const std::size_t sentinel : entry.second.sentinels) {
      found.push_back({sentinel, owners});
    }
    return true;
  });
  return found;
}

void SentinelWatch::forget_before(Timestamp time) {
  std::erase_if(hits_, [&](const auto& entry) { return entry.second.time < time; });
}

}  // namespace itk::collect
