#include "itk-collect/spool.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace itk::collect {
namespace {

constexpr std::size_t k_piece = 256u << 10;          // that is written or read at once
constexpr std::uint64_t k_least_hole = 64ull << 20;  // worth a call

}  // namespace

std::string Spool::default_folder() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);  // TMPDIR, where it is set
  return error ? "/tmp" : folder.string();
}

Spool::Spool(std::size_t most_in_memory, std::string folder)
    : most_in_memory_(most_in_memory), folder_(std::move(folder)) {}

Spool::~Spool() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

bool Spool::open_file() {
  std::string path = folder_ + "/itk-spool-XXXXXX";
  fd_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd_ < 0) {
    problem_ =
        file_error("cannot_spool", fmt::format("cannot make a temporary file in {} (TMPDIR): {}; events are kept "
                                               "in memory",
                                               folder_, std::strerror(errno)));
    return false;
  }
  ::unlink(path.c_str());
  return true;
}

void Spool::write_out() {
  std::string_view rest = memory_;
  while (!rest.empty()) {
    const ssize_t n = ::pwrite(fd_, rest.data(), rest.size(), static_cast<off_t>(written_));
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      problem_ = file_error("cannot_spool", fmt::format("cannot write the temporary file in {} (TMPDIR): {}; events "
                                                        "are kept in memory",
                                                        folder_, std::strerror(errno)));
      break;
    }
    written_ += static_cast<std::uint64_t>(n);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  memory_.erase(0, memory_.size() - rest.size());
}

std::uint64_t Spool::append(std::string_view bytes) {
  const std::uint64_t offset = size();
  memory_ += bytes;
  if (!problem_ && memory_.size() > (fd_ < 0 ? most_in_memory_ : k_piece) && (fd_ >= 0 || open_file())) {
    write_out();
    if (memory_.empty() && memory_.capacity() > 4 * k_piece) {
      std::string().swap(memory_);  // what came before there was a file
    }
  }
  return offset;
}

Result<std::string_view> Spool::read(std::uint64_t offset, std::size_t size) {
  if (offset >= written_) {
    return std::string_view(memory_).substr(static_cast<std::size_t>(offset - written_), size);
  }
  if (offset >= ahead_begin_ && offset + size <= ahead_begin_ + ahead_.size()) {
    return std::string_view(ahead_).substr(static_cast<std::size_t>(offset - ahead_begin_), size);
  }
  ahead_begin_ = offset;
  ahead_.resize(std::max(size, k_piece));
  std::size_t got = 0;
  while (got < size && offset + got < written_) {
    const ssize_t n = ::pread(fd_, ahead_.data() + got, ahead_.size() - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      ahead_.clear();
      return tl::make_unexpected(file_error(
          "cannot_spool", fmt::format("cannot read the temporary file in {} (TMPDIR): {}", folder_,
                                      n == 0 ? "it is shorter than what was written" : std::strerror(errno))));
    }
    got += static_cast<std::size_t>(n);
  }
  if (got < size) {  // where the file ends and memory goes on
    got = static_cast<std::size_t>(written_ - offset);
    ahead_.resize(got);
    ahead_.append(memory_, 0, size - got);
    got = size;
  }
  ahead_.resize(got);
  return std::string_view(ahead_).substr(0, size);
}

void Spool::forget_before(std::uint64_t offset) {
  if (fd_ < 0 && offset == size()) {
    written_ = offset;
    memory_.clear();
    return;
  }
  offset = std::min(offset, written_);
  if (fd_ < 0 || offset < forgotten_ + k_least_hole) {
    return;
  }
  // Where the file system cannot do that, the file only stays larger.
  ::fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(forgotten_),
              static_cast<off_t>(offset - forgotten_));
  forgotten_ = offset;
}

}  // namespace itk::collect
