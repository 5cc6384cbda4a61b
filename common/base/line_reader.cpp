#include "common/base/line_reader.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace itk {
namespace {

constexpr std::size_t k_buffer_bytes = 256u << 10;
constexpr std::size_t k_padding = 64;  // simdjson reads this far past a line

}  // namespace

LineReader::LineReader(std::vector<std::string> paths) : paths_(std::move(paths)), buffer_(k_buffer_bytes + k_padding) {
  if (paths_.empty()) {
    paths_.emplace_back("-");
  }
}

LineReader::LineReader(int fd, std::string name)
    : fd_(fd), name_(std::move(name)), buffer_(k_buffer_bytes + k_padding) {}

LineReader::~LineReader() { close_current(); }

void LineReader::close_current() {
  if (owns_fd_) {
    ::close(fd_);
  }
  fd_ = -1;
  owns_fd_ = false;
}

std::string LineReader::position() const { return fmt::format("{}:{}", name_, line_number_); }

bool LineReader::has_buffered_line() const {
  return std::memchr(buffer_.data() + begin_, '\n', end_ - begin_) != nullptr;
}

Result<bool> LineReader::open_next() {
  if (next_path_ == paths_.size()) {
    return false;
  }
  const std::string& path = paths_[next_path_++];
  line_number_ = 0;
  at_end_ = false;
  begin_ = end_ = 0;
  if (path == "-") {
    fd_ = STDIN_FILENO;
    name_ = "<stdin>";
    return true;
  }
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) {
    return tl::make_unexpected(
        file_error("cannot_open", fmt::format("cannot open {}: {}", path, std::strerror(errno))));
  }
  owns_fd_ = true;
  name_ = path;
  return true;
}

// Reads more bytes behind what is buffered; false at the end of this input.
Result<bool> LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + k_padding == buffer_.size()) {
    if (end_ > k_max_line_bytes) {
      return tl::make_unexpected(contract_error(
          "line_too_long",
          fmt::format("{}:{}: line is longer than {} MiB", name_, line_number_ + 1, k_max_line_bytes >> 20)));
    }
    buffer_.resize((buffer_.size() - k_padding) * 2 + k_padding);
  }
  for (;;) {
    const ssize_t got = ::read(fd_, buffer_.data() + end_, buffer_.size() - k_padding - end_);
    if (got > 0) {
      end_ += static_cast<std::size_t>(got);
      return true;
    }
    if (got == 0) {
      at_end_ = true;
      return false;
    }
    if (errno != EINTR) {
      return tl::make_unexpected(
          file_error("cannot_read", fmt::format("cannot read {}: {}", name_, std::strerror(errno))));
    }
  }
}

Result<std::optional<std::string_view>> LineReader::next() {
  std::size_t searched = 0;
  for (;;) {
    if (fd_ < 0) {
      ITK_TRY_ASSIGN(const bool opened, open_next());
      if (!opened) {
        return std::optional<std::string_view>{};
      }
      searched = 0;
    }
    const char* start = buffer_.data() + begin_;
    const std::size_t available = end_ - begin_;
    const void* newline = std::memchr(start + searched, '\n', available - searched);
    if (newline == nullptr && !at_end_) {
      searched = available;
      ITK_TRY(fill());
      continue;
    }
    if (newline == nullptr && available == 0) {
      close_current();
      continue;
    }
    terminated_ = newline != nullptr;
    std::size_t length = terminated_ ? static_cast<std::size_t>(static_cast<const char*>(newline) - start) : available;
    if (length > k_max_line_bytes) {
      return tl::make_unexpected(contract_error(
          "line_too_long",
          fmt::format("{}:{}: line is longer than {} MiB", name_, line_number_ + 1, k_max_line_bytes >> 20)));
    }
    ++line_number_;
    begin_ += length + (terminated_ ? 1 : 0);
    if (length > 0 && start[length - 1] == '\r') {
      --length;
    }
    return std::string_view(start, length);
  }
}

}  // namespace itk
