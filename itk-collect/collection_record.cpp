#include "itk-collect/collection_record.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace itk::collect {
namespace {

std::vector<double> lags_of(const std::vector<model::Event>& events) {
  std::vector<double> lags;
  for (const model::Event& event : events) {
    if (event.time && event.ingested) {
      lags.push_back(milliseconds_between(*event.time, *event.ingested));
    }
  }
  return lags;
}

// Those with the same trouble are named together.
void add_lost_groups(const OpenCase& open_case, const Tails& tails, model::Collection& collection) {
  std::map<std::string, std::vector<std::string>> groups_of;  // by what is wrong
  for (const std::string& group : open_case.rules.log_groups) {
    const LogTail& tail = tails.at(group);
    if (is_lost(tail, open_case)) {
      collection.missing.push_back({"group", "", group});
      groups_of[tail.error()->message].push_back(group);
    }
  }
  for (const auto& [message, groups] : groups_of) {
    collection.reason += fmt::format("{}{} could not be read: {}", collection.reason.empty() ? "" : "; ",
                                     fmt::join(groups, ", "), message);
  }
}

void add_lost_sources(const OpenCase& open_case, const SideSources& sides, model::Collection& collection) {
  for (const std::string& name : open_case.rules.sources) {
    if (!is_lost(sides, name, open_case)) {
      continue;
    }
    collection.missing.push_back({"source", name, ""});
    collection.reason += collection.reason.empty() ? "" : "; ";
    collection.reason += sides.given_up(name)
                             ? fmt::format("{} could not be read: {}", name, sides.given_up(name)->message)
                             : fmt::format("{} was not read to its end by the deadline", name);
  }
}

}  // namespace

std::optional<model::Lag> lag_of(std::vector<double> lags) {
  if (lags.empty()) {
    return std::nullopt;
  }
  std::sort(lags.begin(), lags.end());
  const auto at = [&](double q) {
    return lags[static_cast<std::size_t>(q * static_cast<double>(lags.size() - 1) + 0.5)];
  };
  return model::Lag{at(0.5), at(0.95), lags.back()};
}

void put_cost(const Cost& cost, model::Collection& collection) {
  collection.pages = cost.pages;
  collection.api_calls = cost.calls;
  collection.throttles = cost.throttles;
  collection.bytes = cost.bytes;
  if (cost.scanned > 0) {
    collection.scanned = cost.scanned;
  }
  if (cost.usd > 0) {
    collection.cost_usd = cost.usd;
  }
}

bool is_lost(const SideSources& sides, const std::string& name, const OpenCase& open_case) {
  return sides.given_up(name) || sides.read_through(name) < open_case.quiet_at();
}

bool is_lost(const LogTail& tail, const OpenCase& open_case) {
  return tail.is_given_up() || (tail.failing_since() && tail.read_through() < open_case.quiet_at());
}

model::Collection make_collection(OpenCase& open_case, Evidence& evidence, const Readers& readers, std::string reason,
                                  const std::vector<model::Event>& events, Timestamp now) {
  const OpenCase::Due& due = open_case.due(evidence);
  model::Collection collection;
  collection.inv = open_case.inv;
  collection.reason = std::move(reason);
  collection.log_groups = open_case.rules.log_groups;
  collection.from = open_case.from;
  collection.until = now;
  collection.awaited = due.awaited;
  collection.missing = due.missing;
  collection.arrived = static_cast<std::int64_t>(due.awaited.size() - due.missing.size());
  add_lost_groups(open_case, readers.tails, collection);
  add_lost_sources(open_case, readers.sides, collection);
  if (collection.reason.empty() && open_case.rules.reads_nothing() && open_case.is_queued()) {
    collection.reason = "there are no log groups to look for evidence in";
  }
  collection.complete = collection.reason.empty();
  collection.events = static_cast<std::int64_t>(events.size());
  collection.lag_ms = lag_of(lags_of(events));
  Cost cost;
  for (const auto& [group, at_open] : open_case.cost_at_open) {
    cost += readers.tails.at(group).cost - at_open;
  }
  for (const auto& [name, at_open] : open_case.source_cost_at_open) {
    cost += readers.sides.cost(name) - at_open;
  }
  put_cost(cost, collection);
  collection.quiet_ms = open_case.rules.quiet.count();
  collection.deadline_ms = open_case.rules.deadline.count();
  return collection;
}

}  // namespace itk::collect
