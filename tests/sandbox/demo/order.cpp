#include "tests/sandbox/demo/order.h"

#include <fmt/format.h>

namespace itk::sandbox::demo {

std::optional<std::string> order_in(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  const std::size_t first = text.find_first_of(digits);
  if (first == std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(text.substr(first, text.find_first_not_of(digits, first) - first));
}

std::string orders_csv(std::string_view order_id) {
  return fmt::format("order_id,status,carrier\n{},shipped,DHL\n", order_id);
}

}  // namespace itk::sandbox::demo
