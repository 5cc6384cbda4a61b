// Files that appear whole or not at all: written under a temporary name beside the target, renamed by commit(). The
// destructor never commits; it removes what was not finished. A link stays and its target is replaced; what is no
// regular file (/dev/null, a pipe) is written to as it is, for there is nothing to replace.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace itk {

class AtomicFile {
 public:
  static Result<AtomicFile> create(const std::string& path);
  ~AtomicFile();
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;

  Status write(std::string_view bytes);
  // fsync, rename over the target.
  Status commit();
  int fd() const { return fd_; }

 private:
  AtomicFile() = default;
  void discard();

  int fd_ = -1;
  std::string path_, temporary_;
};

// The whole file as bytes.
Result<std::string> read_file(const std::string& path);
// Creates or replaces `path` atomically.
Status write_file(const std::string& path, std::string_view bytes);

}  // namespace itk
