// Reads lines from file descriptors with read(2): no mmap (a truncated log would be a SIGBUS), no iostream (20 times
// slower). The inputs are read one after another; each line knows its file and number.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace itk {

// A line longer than this is an error (design: 16 MiB).
inline constexpr std::size_t k_max_line_bytes = 16u << 20;

class LineReader {
 public:
  // `paths`: files, "-" is stdin; none means stdin.
  explicit LineReader(std::vector<std::string> paths);
  // Reads `fd`, which stays the caller's.
  LineReader(int fd, std::string name);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // The next line without its '\n' (and without a '\r' before it), or nothing at the end of the last input. The view
  // is valid until the next call, and 64 bytes behind it may be read. The last line needs no '\n'.
  Result<std::optional<std::string_view>> next();

  // Whether the line that next() gave ended in '\n': the last line of a cut stream does not.
  bool was_terminated() const { return terminated_; }
  // "events.jsonl:17" of the line that next() gave last.
  std::string position() const;
  const std::string& name() const { return name_; }
  std::size_t line_number() const { return line_number_; }

  // For poll(2): the descriptor being read (-1 before the first and after the last input), and whether next() can
  // answer without reading.
  int fd() const { return fd_; }
  bool has_buffered_line() const;

 private:
  Result<bool> open_next();
  Result<bool> fill();
  void close_current();

  std::vector<std::string> paths_;
  std::size_t next_path_ = 0;
  int fd_ = -1;
  bool owns_fd_ = false;
  bool at_end_ = false;
  bool terminated_ = false;
  std::string name_;
  std::size_t line_number_ = 0;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace itk
