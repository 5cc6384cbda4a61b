// Writes lines to stdout or, atomically, to a file. Buffers 64 KiB; flush() pushes a record out at once, as a live
// pipe needs it. Counts lines and hashes what it wrote, for the `end` record.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/atomic_file.h"
#include "common/base/digest.h"
#include "common/base/result.h"

namespace itk {

class LineWriter {
 public:
  // "-" is stdout; any other path is written as a temporary file that commit() renames.
  static Result<LineWriter> open(const std::string& path);
  // Appends to `text` instead, which outlives the writer: for tests and for records kept in memory.
  static LineWriter to_string(std::string& text);
  // Swallows everything: for a stage that is a sink.
  static LineWriter to_nowhere();

  // Writes `line` and '\n'.
  Status write(std::string_view line);
  Status flush();
  // Flushes, and gives a file its name. Without it, a file that was being written disappears.
  Status commit();

  std::size_t lines() const { return lines_; }
  // Hex SHA-256 of all bytes so far; starts anew.
  std::string finish_digest();

 private:
  LineWriter() = default;

  int fd_ = -1;
  std::string name_;
  std::optional<AtomicFile> file_;
  std::string* text_ = nullptr;
  std::string buffer_;
  std::size_t hashed_ = 0;  // of the buffer: many lines at once, for each call costs more than a short line
  std::size_t lines_ = 0;
  Sha256 hash_;
};

}  // namespace itk
