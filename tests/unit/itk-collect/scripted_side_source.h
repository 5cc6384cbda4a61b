// A side source as a list: an event is given out once it has arrived and is wanted.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "itk-collect/side_source.h"
#include "tests/support/fake_clock.h"

namespace itk::collect {

// Outlives the collector, so that tests can look at it.
struct SideScript {
  struct Event {
    Timestamp arrives;
    std::string trace_id;  // given out once this is wanted
    model::Event event;
    bool is_out = false;
  };
  std::vector<Event> events;
  std::optional<Error> given_up;  // from the first call on
  std::chrono::milliseconds between{1'000};
  std::vector<std::optional<Wanted>> wants;
  int calls = 0;
};

class ScriptedSideSource final : public SideSource {
 public:
  ScriptedSideSource(SideScript& script, test::FakeClock& clock) : script_(script), clock_(clock) {}

  std::string_view name() const override { return "xray"; }
  void want(const std::optional<Wanted>& wanted) override {
    script_.wants.push_back(wanted);
    if (wanted && (!wanted_ || wanted->trace_ids != wanted_->trace_ids)) {
      read_through_ = {};
      due_ = clock_.now();
    }
    wanted_ = wanted;
  }
  Result<std::vector<model::Event>> read_next() override {
    ++script_.calls;
    const Timestamp now = clock_.now();
    clock_.advance(std::chrono::milliseconds(20));
    std::vector<model::Event> out;
    for (SideScript::Event& each : script_.events) {
      const std::vector<std::string>& ids = wanted_->trace_ids;
      if (!each.is_out && each.arrives <= now && std::find(ids.begin(), ids.end(), each.trace_id) != ids.end()) {
        each.is_out = true;
        out.push_back(each.event);
      }
    }
    read_through_ = now;
    due_ = Timestamp{now.ns + script_.between.count() * 1'000'000};
    return out;
  }
  std::optional<Timestamp> due() const override { return wanted_ ? due_ : std::nullopt; }
  Timestamp read_through() const override { return read_through_; }
  std::optional<Error> given_up() const override { return script_.given_up; }
  Cost cost() const override { return {script_.calls, script_.calls, 0, 10 * script_.calls}; }

 private:
  SideScript& script_;
  test::FakeClock& clock_;
  std::optional<Wanted> wanted_;
  std::optional<Timestamp> due_;
  Timestamp read_through_;
};

}  // namespace itk::collect
