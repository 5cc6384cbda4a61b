#include "bench/support/http_framing.h"

#include <charconv>

namespace itk::bench {
namespace {

constexpr std::size_t k_longest_head = 64 << 10;
constexpr std::size_t k_longest_body = 4 << 20;

// `lower` is in lower case; names of headers are ASCII.
bool is_name(std::string_view name, std::string_view lower) {
  if (name.size() != lower.size()) {
    return false;
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    if ((name[i] | 0x20) != lower[i]) {
      return false;
    }
  }
  return true;
}

std::string_view trimmed(std::string_view value) {
  while (value.starts_with(' ')) {
    value.remove_prefix(1);
  }
  return value;
}

// The text up to `end`, which is taken off `text` with it.
std::string_view take_until(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
  return taken;
}

}  // namespace

Framing next_request(std::string_view bytes, HttpRequest& request) {
  const std::size_t head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) {
    return bytes.size() > k_longest_head ? Framing::Broken : Framing::NeedMore;
  }
  request = {};
  std::string_view head = bytes.substr(0, head_end);
  std::string_view line = take_until(head, "\r\n");
  request.method = take_until(line, " ");
  request.target = take_until(line, " ");
  std::size_t length = 0;
  while (!head.empty()) {
    std::string_view value = take_until(head, "\r\n");
    const std::string_view name = take_until(value, ":");
    value = trimmed(value);
    if (is_name(name, "content-length")) {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
      if (error != std::errc() || end != value.data() + value.size() || length > k_longest_body) {
        return Framing::Broken;
      }
    } else if (is_name(name, "x-amz-target")) {
      take_until(value, ".");
      request.operation = value;
    } else if (is_name(name, "transfer-encoding")) {
      return Framing::Broken;
    }
  }
  request.size = head_end + 4 + length;
  if (bytes.size() < request.size) {
    return Framing::NeedMore;
  }
  request.body = bytes.substr(head_end + 4, length);
  return Framing::Complete;
}

void append_answer(std::string& out, std::string_view status, std::string_view content_type, std::string_view now,
                   std::string_view request_id, std::string_view body) {
  out.append("HTTP/1.1 ").append(status).append("\r\nx-amzn-RequestId: ").append(request_id);
  out.append("\r\nDate: ").append(now).append("\r\nContent-Type: ").append(content_type);
  out.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

}  // namespace itk::bench
