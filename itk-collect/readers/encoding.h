// The bytes of a text file as UTF-8: PowerShell redirects as UTF-16.
#pragma once

#include <string>
#include <string_view>

namespace itk::collect::readers {

// Whether `bytes` begin with the mark of UTF-16, in either order.
bool is_utf16(std::string_view bytes);
// In UTF-8; halves of pairs that stand alone become U+FFFD.
std::string utf8_of_utf16(std::string_view bytes);

}  // namespace itk::collect::readers
