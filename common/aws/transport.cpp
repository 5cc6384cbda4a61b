#include "common/aws/transport.h"

#include <algorithm>
#include <array>

#include "common/aws/ascii.h"

namespace itk::aws {
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) {
      return value;
    }
  }
  return std::nullopt;
}

bool was_certainly_not_sent(std::string_view transport_code) {
  constexpr std::array<std::string_view, 4> k_not_sent = {"dns_failed", "connect_failed", "connect_timeout",
                                                          "tls_failed"};
  return std::find(k_not_sent.begin(), k_not_sent.end(), transport_code) != k_not_sent.end();
}

}  // namespace itk::aws
