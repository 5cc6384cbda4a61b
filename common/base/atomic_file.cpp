#include "common/base/atomic_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace itk {
namespace {

Error failed(std::string_view what, const std::string& path) {
  return file_error("cannot_write", fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)));
}

// mkostemp makes 0600; a created file has the mode that the user's umask gives.
mode_t default_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

// What a link points to, so that the link stays; other paths as they are.
std::string target_of(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) {
    return path;
  }
  char* resolved = realpath(path.c_str(), nullptr);
  std::string target = resolved == nullptr ? path : resolved;
  std::free(resolved);
  return target;
}

// /dev/null, a pipe, a terminal: nothing that a rename may replace.
bool is_special(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

}  // namespace

Result<AtomicFile> AtomicFile::create(const std::string& path) {
  AtomicFile file;
  file.path_ = target_of(path);
  if (is_special(path)) {
    file.fd_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file.fd_ < 0) {
      return tl::make_unexpected(failed("open", path));
    }
    return file;
  }
  std::string pattern = file.path_ + ".XXXXXX.tmp";
  file.fd_ = mkostemps(pattern.data(), 4, O_CLOEXEC);
  if (file.fd_ < 0) {
    return tl::make_unexpected(failed("create", path));
  }
  file.temporary_ = std::move(pattern);
  fchmod(file.fd_, default_mode());
  return file;
}

AtomicFile::~AtomicFile() { discard(); }

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  if (this != &other) {
    discard();
    fd_ = std::exchange(other.fd_, -1);
    path_ = std::move(other.path_);
    temporary_ = std::exchange(other.temporary_, {});
  }
  return *this;
}

void AtomicFile::discard() {
  if (fd_ >= 0) {
    ::close(fd_);
    fd_ = -1;
  }
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
    temporary_.clear();
  }
}

Status AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return tl::make_unexpected(failed("write", path_));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status AtomicFile::commit() {
  if (!temporary_.empty() && ::fsync(fd_) != 0) {
    return tl::make_unexpected(failed("write", path_));
  }
  if (::close(std::exchange(fd_, -1)) != 0) {
    return tl::make_unexpected(failed("write", path_));
  }
  if (temporary_.empty()) {
    return {};
  }
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return tl::make_unexpected(failed("create", path_));
  }
  temporary_.clear();
  return {};
}

Result<std::string> read_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const auto failure = [&] {
    Error error = file_error(errno == ENOENT ? "file_not_found" : "cannot_read",
                             fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    if (fd >= 0) {
      ::close(fd);
    }
    return tl::make_unexpected(std::move(error));
  };
  if (fd < 0) {
    return failure();
  }
  std::string bytes;
  char chunk[64 << 10];
  for (;;) {
    const ssize_t got = ::read(fd, chunk, sizeof chunk);
    if (got < 0 && errno != EINTR) {
      return failure();
    }
    if (got == 0) {
      ::close(fd);
      return bytes;
    }
    if (got > 0) {
      bytes.append(chunk, static_cast<std::size_t>(got));
    }
  }
}

Status write_file(const std::string& path, std::string_view bytes) {
  ITK_TRY_ASSIGN(AtomicFile file, AtomicFile::create(path));
  ITK_TRY(file.write(bytes));
  return file.commit();
}

}  // namespace itk
