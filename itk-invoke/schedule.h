// Which execution comes next: all cases once, then all of them again, as often as each is asked for. Interleaved like
// this, what changes in the system while a run lasts touches all cases alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "itk-invoke/plan.h"

namespace itk::invoke {

struct Due {
  const PlannedCase* planned = nullptr;
  std::int64_t iteration = 1;
};

class Schedule {
 public:
  // How often each case is due: `iterations` times, else as often as the case says, else once. Endless: until somebody
  // stops asking. `plan` outlives this.
  Schedule(const std::vector<PlannedCase>& plan, std::optional<std::int64_t> iterations, bool endless);

  // Nothing: all have been.
  std::optional<Due> next();
  // What next() would still give, by case: "a, b (3 after 2 of 5 iterations)".
  std::string rest() const;
  // In all; nothing where it is endless.
  std::optional<std::int64_t> total() const;

 private:
  std::int64_t count_of(const PlannedCase& planned) const;

  const std::vector<PlannedCase>& plan_;
  std::optional<std::int64_t> iterations_;
  bool endless_;
  std::int64_t rounds_ = 0;
  std::size_t index_ = 0;
  std::int64_t iteration_ = 1;
};

}  // namespace itk::invoke
