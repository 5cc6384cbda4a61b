// gzip in memory, several members one after another as one.
#pragma once

#include <string>
#include <string_view>

namespace itk::collect::readers {

struct Unpacked {
  std::string bytes;    // all that could be unpacked
  std::string problem;  // why that is not all; empty: it is
};

bool is_gzip(std::string_view bytes);
// More than `most` bytes are no log file but a bomb.
inline constexpr std::size_t k_most_unpacked = std::size_t{2} << 30;
Unpacked gunzip(std::string_view bytes, std::size_t most = k_most_unpacked);

}  // namespace itk::collect::readers
