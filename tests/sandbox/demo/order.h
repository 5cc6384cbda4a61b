// Which order a user talks about.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace itk::sandbox::demo {

inline constexpr std::string_view k_usual_order = "4711";

// The first number in the message.
std::optional<std::string> order_in(std::string_view text);

// The file that the code interpreter writes about it.
std::string orders_csv(std::string_view order_id);

}  // namespace itk::sandbox::demo
