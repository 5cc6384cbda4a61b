#include "common/aws/uri.h"

#include <fmt/core.h>

#include <algorithm>

namespace itk::aws {
namespace {

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

// -1 where it is not a hex digit.
int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

auto bad_url(std::string_view url, std::string_view why) {
  return tl::make_unexpected(usage_error(
      "bad_url", fmt::format("\"{}\" is not a URL such as https://sqs.eu-west-1.amazonaws.com: {}", url, why)));
}

bool is_port(std::string_view port) {
  return !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string percent_encode(std::string_view text, bool keep_slash) {
  static constexpr char k_digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (is_unreserved(c) || (keep_slash && c == '/')) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += k_digits[byte >> 4];
      out += k_digits[byte & 15];
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex_value(text[i + 1]) : -1;
    const int low = escape ? hex_value(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string UrlParts::authority() const {
  const bool own_port = port.empty() || (scheme == "https" && port == "443") || (scheme == "http" && port == "80");
  return own_port ? std::string(host) : fmt::format("{}:{}", host, port);
}

Result<UrlParts> split_url(std::string_view url) {
  UrlParts parts;
  if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; })) {
    return bad_url(url, "it has a space or control character in it");
  }
  const std::size_t colon = url.find("://");
  parts.scheme = url.substr(0, colon == std::string_view::npos ? 0 : colon);
  if (parts.scheme != "http" && parts.scheme != "https") {
    return bad_url(url, "it must begin with http:// or https://");
  }
  std::string_view rest = url.substr(colon + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  parts.target = rest.substr(end);
  if (authority.find('@') != std::string_view::npos) {
    return bad_url("(hidden)", "it must not hold a user name");
  }
  if (parts.target.find('#') != std::string_view::npos) {
    return bad_url(url, "it must not have a fragment");
  }
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) {
    return bad_url(url, "a \"]\" is missing");
  }
  const std::size_t port_at = authority.find(':', bracket);
  parts.host = authority.substr(0, port_at);
  if (port_at != std::string_view::npos) {
    parts.port = authority.substr(port_at + 1);
    if (!is_port(parts.port)) {
      return bad_url(url, fmt::format("\"{}\" is not a port", parts.port));
    }
  }
  if (parts.host.empty()) {
    return bad_url(url, "it has no host");
  }
  return parts;
}

}  // namespace itk::aws
