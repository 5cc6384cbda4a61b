#include "itk-collect/outbox.h"

namespace itk::collect {

Status Outbox::write(const Collected& collected) {
  for (const model::Event& event : collected.events) {
    ITK_TRY(writer_.write(event));
  }
  ITK_TRY(stage_.write(collected.collection));
  return stage_.flush();
}

Status Outbox::put(Collected collected) {
  if (!stage_.sorted()) {
    return write(collected);
  }
  const auto key = std::tuple(collected.name, collected.iteration, collected.collection.inv);
  held_.insert_or_assign(key, std::move(collected));
  return {};
}

Status Outbox::put_late(std::vector<model::Event> events) {
  if (stage_.sorted()) {
    held_late_.insert(held_late_.end(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
    return {};
  }
  for (const model::Event& event : events) {
    ITK_TRY(writer_.write(event));
  }
  return stage_.flush();
}

// Where collections wait for the end, they know what came after them.
void Outbox::count_late() {
  std::map<std::string, std::int64_t> late;
  for (const model::Event& event : held_late_) {
    ++late[event.inv];
  }
  for (auto& [key, collected] : held_) {
    if (const auto found = late.find(collected.collection.inv); found != late.end()) {
      collected.collection.late += found->second;
    }
  }
}

Status Outbox::finish() {
  count_late();
  for (const auto& [key, collected] : held_) {
    ITK_TRY(write(collected));
  }
  for (const model::Event& event : held_late_) {
    ITK_TRY(writer_.write(event));
  }
  held_.clear();
  held_late_.clear();
  return {};
}

}  // namespace itk::collect
