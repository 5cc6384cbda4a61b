#include "itk-invoke/agent_trace.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/ids/id.h"
#include "common/json/raw_json.h"

namespace itk::invoke {

namespace kind = model::event_kind;

std::vector<model::Event> AgentTrace::add(const aws::AgentPart& part) {
  model::Event event;
  event.id = fmt::format("{}-{:05}", id_, count_++);  // events of one time sort by id
  event.source = "bedrock-agent";
  event.ids = ids_;
  const std::string step = steps_.read(part.type, part.payload, event);
  ids::canonicalise(event.ids);
  json::Payload payload = json::make_payload(part.payload);
  event.payload = std::move(payload.json);
  event.enc = std::move(payload.encoding);

  std::vector<model::Event> complete;
  const auto open = open_.find(step);
  if (!step.empty() && open != open_.end()) {
    if (event.kind == kind::k_end && event.start) {
      open->second.start = event.start;  // only the end knows when it began
    }
    complete.push_back(std::move(open->second));  // a step that begins twice has lost the end of the first
    open_.erase(open);
  }
  if (event.kind == kind::k_start) {
    open_.emplace(step, std::move(event));
  } else {
    complete.push_back(std::move(event));
  }
  return complete;
}

std::vector<model::Event> AgentTrace::rest() {
  std::vector<model::Event> events;
  for (auto& [step, start] : open_) {
    events.push_back(std::move(start));
  }
  open_.clear();
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return events;
}

}  // namespace itk::invoke
