#include "itk-invoke/feedback.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/model/records.h"
#include "common/model/tag.h"

namespace itk::invoke {
namespace {

// Longer than any record that we look at; a line beyond it is not one of them.
constexpr std::size_t k_longest_line = 16u << 20;
// A FIFO that its writers have left is always ready to be read: so often is looked whether another has come.
constexpr int k_look_again_ms = 50;

}  // namespace

Result<std::unique_ptr<Feedback>> Feedback::open(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode)) {
    return tl::make_unexpected(usage_error(
        "no_fifo", fmt::format("--feedback {}: there is no such FIFO; make one with mkfifo, and let the last stage's "
                               "records flow into it (tee)",
                               path)));
  }
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    return tl::make_unexpected(
        usage_error("no_fifo", fmt::format("--feedback {} cannot be opened: {}", path, std::strerror(errno))));
  }
  std::unique_ptr<Feedback> feedback(new Feedback(fd));
  return feedback;
}

Feedback::Feedback(int fd) : fd_(fd) {
  if (::pipe2(wake_, O_CLOEXEC) == 0) {
    thread_ = std::thread([this] { read_all(); });
  }
}

Feedback::~Feedback() {
  ::close(wake_[1]);
  if (thread_.joinable()) {
    thread_.join();
  }
  ::close(wake_[0]);
  ::close(fd_);
}

Reported Feedback::reported() const {
  const std::lock_guard lock(mutex_);
  return reported_;
}

void Feedback::read_all() {
  std::string text;
  std::string buffer(1u << 16, '\0');
  for (;;) {
    pollfd waits[] = {{fd_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) {
      return;
    }
    if (waits[1].revents != 0) {
      return;
    }
    if (waits[0].revents == 0) {
      continue;
    }
    const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
    is_deserted_ = n == 0;  // never before the first writer: until then the FIFO is not ready
    if (n == 0) {
      ::poll(&waits[1], 1, k_look_again_ms);
    }
    if (n <= 0) {
      continue;
    }
    text.append(buffer, 0, static_cast<std::size_t>(n));
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      take_line(std::string_view(text).substr(begin, end - begin));
    }
    text.erase(0, begin);
    if (text.size() > k_longest_line) {
      text.clear();
    }
  }
}

void Feedback::take_line(std::string_view line) {
  const json::PaddedText padded(line);
  const auto tag = model::read_tag(parser_, padded.view());
  if (!tag) {
    return;  // what is no record is the business of the stage that reads it as one
  }
  if (tag->type == "trace") {
    take_trace(padded.view());
  } else if (tag->type == "check") {
    take_check(padded.view());
  }
}

void Feedback::take_trace(std::string_view line) {
  const Result<model::Trace> trace = model::read_record<model::Trace>(parser_, line);
  if (!trace) {
    return;
  }
  const std::lock_guard lock(mutex_);
  ++reported_.traces;
  reported_.throttles += trace->throttles;
  reported_.tokens += trace->tokens ? trace->tokens->input + trace->tokens->output : 0;
  reported_.usd += trace->cost_usd.value_or(0);
}

void Feedback::take_check(std::string_view line) {
  const Result<model::Check> check = model::read_record<model::Check>(parser_, line);
  if (!check) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (check->outcome == "failed" || check->outcome == "error") {
    failed_.insert(check->inv);
    warned_.erase(check->inv);
  } else if (check->outcome == "warning" && !failed_.contains(check->inv)) {
    warned_.insert(check->inv);
  }
  reported_.failures = static_cast<std::int64_t>(failed_.size());
  reported_.warnings = static_cast<std::int64_t>(warned_.size());
}

}  // namespace itk::invoke
