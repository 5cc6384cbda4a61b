// Short ways to write events down.
#pragma once

#include <string>
#include <vector>

#include "common/model/records.h"

namespace itk::correlate::test {

inline const Timestamp k_noon = Timestamp::from_s(1'790'000'000);

inline Timestamp at(std::int64_t ms) { return Timestamp{k_noon.ns + ms * 1'000'000}; }

inline model::Event event(const std::string& id, std::string_view kind, std::int64_t ms, std::vector<std::string> ids,
                          const std::string& component, const std::string& operation = "") {
  model::Event event;
  event.id = id;
  event.source = "cloudwatch";
  event.group = "/" + component;
  event.stream = "s";
  event.time = at(ms);
  event.kind = std::string(kind);
  event.ids = std::move(ids);
  event.component = component;
  event.operation = operation;
  return event;
}

inline model::Event stated(const std::string& id, const std::string& span, const std::string& parent,
                           std::int64_t start, std::int64_t end, const std::string& component) {
  model::Event e = event(id, model::event_kind::k_span, start, {}, component, "Work");
  e.group = e.stream = "";
  e.span = span;
  e.parent = parent;
  e.start = at(start);
  e.end = at(end);
  return e;
}

}  // namespace itk::correlate::test
