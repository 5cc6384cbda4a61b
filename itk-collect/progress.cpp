#include "itk-collect/progress.h"

#include <fmt/core.h>

#include <algorithm>

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_between_messages{10'000};
constexpr milliseconds k_between_drawings{250};
constexpr std::size_t k_most_lines = 8;
constexpr std::size_t k_widest_line = 118;

}  // namespace

void Progress::clear() {
  if (drawn_ > 0) {
    write_(fmt::format("\x1b[{}A\x1b[J", drawn_));  // up, and erase to the end
    drawn_ = 0;
  }
}

void Progress::show(const std::function<std::vector<std::string>()>& lines) {
  const Timestamp now = clock_.now();
  const milliseconds between = write_ ? k_between_drawings : k_between_messages;
  if (has_begun_ && now < next_) {
    return;
  }
  next_ = {now.ns + between.count() * 1'000'000};
  if (!has_begun_ && !write_) {
    has_begun_ = true;  // the first message comes after the first ten seconds
    return;
  }
  has_begun_ = true;
  const std::vector<std::string> all = lines();
  const std::size_t shown = std::min(all.size(), write_ ? k_most_lines : 3);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    text += write_ ? all[i].substr(0, k_widest_line) + "\n" : (i > 0 ? " | " : "") + all[i];
  }
  if (all.size() > shown) {
    text += fmt::format("{}and {} more{}", write_ ? "" : " | ", all.size() - shown, write_ ? "\n" : "");
  }
  if (!write_) {
    log_.info(text);
    return;
  }
  clear();
  write_(text);
  drawn_ = shown + (all.size() > shown ? 1 : 0);
}

}  // namespace itk::collect
