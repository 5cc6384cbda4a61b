// Numbers texts that are only ever asked about, never given back: 64 bits of each are kept. Of a million texts two share
// their bits once in forty million runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace itk {

// 9 to 14 bytes for each text.
class HashSet {
 public:
  // False: it was there.
  bool insert(std::string_view text);
  bool contains(std::string_view text) const;
  std::size_t size() const { return size_; }

 private:
  std::vector<std::uint64_t> slots_;  // 0: free
  std::size_t size_ = 0;
};

// 14 to 21 bytes for each text.
class HashNumbers {
 public:
  // The number of this text, from 0 in order of their coming, and whether it is new.
  std::pair<std::uint32_t, bool> number(std::string_view text);
  std::size_t size() const { return size_; }

 private:
  std::vector<std::uint64_t> slots_;
  std::vector<std::uint32_t> numbers_;  // of the same slots
  std::uint32_t size_ = 0;
};

}  // namespace itk
