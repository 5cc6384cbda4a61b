#include "common/aws/transport.h"

#include <algorithm>
#include <array>

namespace itk::aws {
namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) {
      return value;
    }
  }
  return std::nullopt;
}

bool was_certainly_not_sent(const Error& transport_error) {
  constexpr std::array<std::string_view, 4> k_not_sent = {"dns_failed", "connect_failed", "connect_timeout",
                                                          "tls_failed"};
  return std::find(k_not_sent.begin(), k_not_sent.end(), transport_error.code) != k_not_sent.end();
}

}  // namespace itk::aws
