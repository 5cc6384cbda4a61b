// What people see while cases are waited for: on a terminal one line per case, redrawn in place; elsewhere
// one message every ten seconds.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/log.h"

namespace itk::collect {

class Progress {
 public:
  using Write = std::function<void(std::string_view)>;

  // `write` goes to the terminal; empty where stderr is none.
  Progress(const Logger& log, Clock& clock, Write write) : log_(log), clock_(clock), write_(std::move(write)) {}

  // Asks for the lines only when it is time to show them.
  void show(const std::function<std::vector<std::string>()>& lines);
  // Takes the lines off the terminal, before something else is written there.
  void clear();

 private:
  const Logger& log_;
  Clock& clock_;
  Write write_;
  Timestamp next_;
  bool has_begun_ = false;
  std::size_t drawn_ = 0;
};

}  // namespace itk::collect
