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
Unpacked gunzip(std::string_view bytes);

}  // namespace itk::collect::readers
