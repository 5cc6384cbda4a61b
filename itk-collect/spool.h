// Keeps bytes that may be wanted again, or not: the first in memory, more of them in a file without a name, which ends
// with this process however that ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace itk::collect {

class Spool {
 public:
  // So many bytes stay in memory before there is a file, in `folder`.
  explicit Spool(std::size_t most_in_memory = k_in_memory, std::string folder = default_folder());
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Where the bytes are from now on. Where the file cannot take them (a full disk), they stay in memory.
  std::uint64_t append(std::string_view bytes);
  // In order of append() it is fastest. The view lives until the next call.
  Result<std::string_view> read(std::uint64_t offset, std::size_t size);
  // Nothing before `offset` will be read again.
  void forget_before(std::uint64_t offset);

  std::uint64_t size() const { return written_ + memory_.size(); }
  bool has_file() const { return fd_ >= 0; }
  // Why the file cannot be written.
  const std::optional<Error>& problem() const { return problem_; }

  // $TMPDIR, or /tmp.
  static std::string default_folder();
  static constexpr std::size_t k_in_memory = 8 << 20;

 private:
  bool open_file();
  void write_out();

  std::size_t most_in_memory_;
  std::string folder_;
  int fd_ = -1;
  std::string memory_;         // what stands behind the file
  std::uint64_t written_ = 0;  // to the file, or forgotten before there was one
  std::uint64_t forgotten_ = 0;
  std::string ahead_;  // read from the file, from ahead_begin_ on
  std::uint64_t ahead_begin_ = 0;
  std::optional<Error> problem_;
};

}  // namespace itk::collect
