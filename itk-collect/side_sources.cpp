#include "itk-collect/side_sources.h"

#include <fmt/core.h>

#include <algorithm>

namespace itk::collect {

SideSources::SideSources(std::vector<SideSourceMaker> makers, Clock& clock) : clock_(clock) {
  for (SideSourceMaker& maker : makers) {
    const std::string name = maker.name;
    entries_[name].maker = std::move(maker);
  }
}

void SideSources::want(const std::string& name, const std::optional<Wanted>& wanted) {
  Entry& entry = entries_[name];
  entry.maker.name = name;
  entry.is_wanted = wanted.has_value();
  if (wanted && !entry.source && !entry.given_up) {
    Result<std::unique_ptr<SideSource>> made =
        entry.maker.make ? entry.maker.make()
                         : tl::make_unexpected(usage_error("no_such_source", fmt::format("there is no {}", name)));
    if (made) {
      entry.source = std::move(*made);
    } else {
      entry.given_up = with_context(made.error(), name);
    }
  }
  if (entry.source) {
    entry.source->want(wanted);
  }
}

SideSources::Read SideSources::say_given_up(Entry& entry) {
  entry.is_said = true;
  return {entry.maker.name, {}, entry.given_up};
}

Result<std::optional<SideSources::Read>> SideSources::read_next() {
  Entry* next = nullptr;
  for (auto& [name, entry] : entries_) {
    if (entry.given_up && !entry.is_said) {
      return std::optional(say_given_up(entry));
    }
    if (!entry.is_wanted || entry.given_up || !entry.source) {
      continue;
    }
    const std::optional<Timestamp> due = entry.source->due();
    if (due && *due <= clock_.now() && (next == nullptr || *due < *next->source->due())) {
      next = &entry;
    }
  }
  if (next == nullptr) {
    return std::optional<Read>();
  }
  ITK_TRY_ASSIGN(std::vector<model::Event> events, next->source->read_next());
  Read read{next->maker.name, std::move(events), {}};
  if (std::optional<Error> error = next->source->given_up()) {
    next->given_up = with_context(std::move(*error), next->maker.name);
    next->is_said = true;
    read.given_up = next->given_up;
  }
  return std::optional(std::move(read));
}

std::optional<Timestamp> SideSources::due() const {
  std::optional<Timestamp> due;
  for (const auto& [name, entry] : entries_) {
    const std::optional<Timestamp> next = entry.given_up ? (entry.is_said ? std::nullopt : std::optional(clock_.now()))
                                          : entry.is_wanted && entry.source ? entry.source->due()
                                                                            : std::nullopt;
    if (next) {
      due = due ? std::min(*due, *next) : *next;
    }
  }
  return due;
}

const SideSources::Entry* SideSources::find(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<model::Event> SideSources::held_back(const std::string& name, const std::vector<std::string>& trace_ids) {
  const auto found = entries_.find(name);
  return found != entries_.end() && found->second.source && !trace_ids.empty()
             ? found->second.source->held_back(trace_ids)
             : std::vector<model::Event>();
}

Timestamp SideSources::read_through(const std::string& name) const {
  const Entry* entry = find(name);
  return entry != nullptr && entry->source ? entry->source->read_through() : Timestamp{};
}

const std::optional<Error>& SideSources::given_up(const std::string& name) const {
  static const std::optional<Error> k_none;
  const Entry* entry = find(name);
  return entry != nullptr ? entry->given_up : k_none;
}

Cost SideSources::cost(const std::string& name) const {
  const Entry* entry = find(name);
  return entry != nullptr && entry->source ? entry->source->cost() : Cost{};
}

}  // namespace itk::collect
