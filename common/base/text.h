// Small text conversions that more than one layer needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace itk {

// RFC 4648 base 64 with padding.
std::string base64_encode(std::string_view bytes);
Result<std::string> base64_decode(std::string_view text);

// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7).
bool is_utf8(std::string_view bytes);

// "a, b ,,c" -> {"a", "b", "c"}: trimmed, empty parts dropped.
std::vector<std::string> split_list(std::string_view text, char separator = ',');
std::string_view trim(std::string_view text);

}  // namespace itk
