// All side sources that any open case needs, each made for the first case that does.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "itk-collect/side_source.h"

namespace itk::collect {

struct SideSourceMaker {
  std::string name;  // as in `--source` and in the events' `source`
  std::function<Result<std::unique_ptr<SideSource>>()> make;
};

class SideSources {
 public:
  SideSources(std::vector<SideSourceMaker> makers, Clock& clock);

  // Replaces what is wanted of this source; nothing: no open case needs it. One that cannot be made is given up.
  void want(const std::string& name, const std::optional<Wanted>& wanted);

  // What one call brought.
  struct Read {
    std::string name;
    std::vector<model::Event> events;
    std::optional<Error> given_up;  // why it is not asked any more; once
  };
  // Makes the call that is due, if one is.
  Result<std::optional<Read>> read_next();
  // When the next call is due.
  std::optional<Timestamp> due() const;

  // See SideSource; of no traces nothing is held back.
  std::vector<model::Event> held_back(const std::string& name, const std::vector<std::string>& trace_ids);

  // What had arrived by then has been given out.
  Timestamp read_through(const std::string& name) const;
  const std::optional<Error>& given_up(const std::string& name) const;
  Cost cost(const std::string& name) const;

 private:
  struct Entry {
    SideSourceMaker maker;
    std::unique_ptr<SideSource> source;
    bool is_wanted = false;
    std::optional<Error> given_up;
    bool is_said = false;  // that it was given up
  };
  const Entry* find(const std::string& name) const;
  static Read say_given_up(Entry& entry);

  Clock& clock_;
  std::map<std::string, Entry> entries_;
};

}  // namespace itk::collect
