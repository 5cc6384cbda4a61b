#include "itk-invoke/schedule.h"

#include <fmt/core.h>

#include <algorithm>

namespace itk::invoke {

Schedule::Schedule(const std::vector<PlannedCase>& plan, std::optional<std::int64_t> iterations, bool endless)
    : plan_(plan), iterations_(iterations), endless_(endless && !plan.empty()) {
  for (const PlannedCase& planned : plan_) {
    rounds_ = std::max(rounds_, count_of(planned));
  }
}

std::int64_t Schedule::count_of(const PlannedCase& planned) const {
  return iterations_ ? *iterations_ : planned.test_case.repeat.value_or(1);
}

std::optional<Due> Schedule::next() {
  while (endless_ || iteration_ <= rounds_) {
    while (index_ < plan_.size()) {
      const PlannedCase& planned = plan_[index_++];
      if (endless_ || iteration_ <= count_of(planned)) {
        return Due{&planned, iteration_};
      }
    }
    index_ = 0;
    ++iteration_;
  }
  return std::nullopt;
}

std::string Schedule::rest() const {
  std::string names;
  for (std::size_t i = 0; i < plan_.size(); ++i) {
    const std::int64_t done = std::min(iteration_ - (i < index_ ? 0 : 1), count_of(plan_[i]));
    if (endless_ || done >= count_of(plan_[i])) {
      continue;
    }
    names += (names.empty() ? "" : ", ") + plan_[i].test_case.id;
    if (done > 0) {
      names += fmt::format(" (after {} of {} iterations)", done, count_of(plan_[i]));
    }
  }
  return names;
}

std::optional<std::int64_t> Schedule::total() const {
  if (endless_) {
    return std::nullopt;
  }
  std::int64_t sum = 0;
  for (const PlannedCase& planned : plan_) {
    sum += count_of(planned);
  }
  return sum;
}

}  // namespace itk::invoke
