// The way out: events of a case, then its collection, flushed. With --sorted they wait for the end and leave
// in the order of case and iteration (memory: all events of the run).
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "common/model/evidence.h"
#include "common/stage/stage.h"
#include "itk-collect/event_writer.h"

namespace itk::collect {

struct Collected {
  std::string name;  // the case's id
  std::int64_t iteration = 1;
  std::vector<model::Event> events;
  model::Collection collection;
};

class Outbox {
 public:
  explicit Outbox(Stage& stage) : stage_(stage), writer_(stage) {}

  Status put(Collected collected);
  // Events that belong to no open case: late ones, and noise that was asked for.
  Status put_late(std::vector<model::Event> events);
  Status finish();

 private:
  Status write(const Collected& collected);
  void count_late();

  Stage& stage_;
  EventWriter writer_;  // all of these were redacted where they came in
  std::map<std::tuple<std::string, std::int64_t, std::string>, Collected> held_;
  std::vector<model::Event> held_late_;
};

}  // namespace itk::collect
