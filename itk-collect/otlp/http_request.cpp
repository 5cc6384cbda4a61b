#include "itk-collect/otlp/http_request.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "common/base/text.h"

namespace itk::collect::otlp {
namespace {

constexpr std::size_t k_longest_head = 16u << 10;
constexpr std::size_t k_longest_body = 64u << 20;

using State = ParsedRequest::State;
using Headers = std::map<std::string, std::string, std::less<>>;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

ParsedRequest refused(int status, std::string why) {
  ParsedRequest parsed;
  parsed.state = State::Refused;
  parsed.refusal = {status, "text/plain", std::move(why)};
  return parsed;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  return line;
}

// "POST /v1/traces HTTP/1.1"
bool read_request_line(std::string_view line, ParsedRequest& parsed) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || !line.substr(last + 1).starts_with("HTTP/1.")) {
    return false;
  }
  parsed.request.method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  parsed.request.path = target.substr(0, target.find('?'));
  parsed.keeps_alive = line.substr(last + 1) != "HTTP/1.0";
  return true;
}

std::optional<Headers> read_headers(std::string_view head) {
  Headers headers;
  while (!head.empty()) {
    const std::string_view line = take_line(head);
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || line.find_first_of(" \t") < colon) {
      return std::nullopt;
    }
    const auto [header, is_new] =
        headers.emplace(lower(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
    if (!is_new && header->first == "content-length") {
      return std::nullopt;
    }
  }
  return headers;
}

std::string value_of(const Headers& headers, std::string_view name) {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::optional<std::size_t> number_of(std::string_view text, int base) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return !text.empty() && error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                                   : std::nullopt;
}

// Moves the chunks into the body, and `bytes` behind them.
State take_chunks(std::string_view& bytes, std::string& body) {
  for (;;) {
    const std::size_t end = bytes.find("\r\n");
    if (end == std::string_view::npos) {
      return bytes.size() > 1024 ? State::Refused : State::Incomplete;
    }
    const std::string_view line = bytes.substr(0, end);
    const std::optional<std::size_t> size = number_of(trim(line.substr(0, line.find(';'))), 16);
    if (!size || *size > k_longest_body || body.size() + *size > k_longest_body) {
      return State::Refused;
    }
    bytes.remove_prefix(end + 2);
    if (*size == 0) {
      break;
    }
    if (bytes.size() < *size + 2) {
      return State::Incomplete;
    }
    if (bytes.substr(*size, 2) != "\r\n") {
      return State::Refused;
    }
    body += bytes.substr(0, *size);
    bytes.remove_prefix(*size + 2);
  }
  // Trailers, which say nothing that we want, and an empty line.
  for (;;) {
    const std::size_t end = bytes.find("\r\n");
    if (end == std::string_view::npos) {
      return bytes.size() > k_longest_head ? State::Refused : State::Incomplete;
    }
    bytes.remove_prefix(end + 2);
    if (end == 0) {
      return State::Complete;
    }
  }
}

}  // namespace

ParsedRequest parse_request(std::string_view bytes) {
  const std::string_view all = bytes;
  const std::size_t head_size = bytes.substr(0, k_longest_head).find("\r\n\r\n");
  if (head_size == std::string_view::npos) {
    return bytes.size() >= k_longest_head ? refused(431, "the head of the request is too long") : ParsedRequest{};
  }
  std::string_view head = bytes.substr(0, head_size);
  bytes.remove_prefix(head_size + 4);
  ParsedRequest parsed;
  const std::string_view line = take_line(head);
  const std::optional<Headers> headers = read_headers(head);
  if (!read_request_line(line, parsed) || !headers) {
    return refused(400, "this is no HTTP/1.1 request");
  }
  if (headers->contains("origin")) {
    return refused(403, "pages of a browser are not answered");
  }
  const std::string coding = lower(value_of(*headers, "transfer-encoding"));
  const std::string length = value_of(*headers, "content-length");
  const std::optional<std::size_t> size = length.empty() ? std::optional<std::size_t>(0) : number_of(length, 10);
  if (!size || (!coding.empty() && (coding != "chunked" || !length.empty()))) {
    return refused(400, "the length of the body is not clear");
  }
  if (*size > k_longest_body) {
    return refused(413, fmt::format("the body is longer than {} bytes", k_longest_body));
  }
  State state = State::Complete;
  // Chunks are put together when their end is there: doing so at every step would cost the square of their size.
  constexpr std::size_t k_worth_waiting = 1u << 20;
  if (!coding.empty() && bytes.size() > k_worth_waiting && !bytes.ends_with("\r\n\r\n")) {
    state = bytes.size() > 2 * k_longest_body ? State::Refused : State::Incomplete;
  } else if (!coding.empty()) {
    state = take_chunks(bytes, parsed.request.body);
  }
  if (!coding.empty()) {
    if (state == State::Refused) {
      return refused(400, "the chunks of the body cannot be read, or are too long");
    }
  } else if (bytes.size() < *size) {
    state = State::Incomplete;
  } else {
    parsed.request.body = bytes.substr(0, *size);
    bytes.remove_prefix(*size);
  }
  const bool waits = state == State::Incomplete && lower(value_of(*headers, "expect")) == "100-continue";
  parsed.state = waits ? State::WantsContinue : state;
  parsed.size = all.size() - bytes.size();
  const std::string connection = lower(value_of(*headers, "connection"));
  parsed.keeps_alive = connection == "close" ? false : parsed.keeps_alive || connection == "keep-alive";
  const std::string type = value_of(*headers, "content-type");
  parsed.request.content_type = lower(trim(std::string_view(type).substr(0, type.find(';'))));
  parsed.request.content_encoding = lower(value_of(*headers, "content-encoding"));
  return parsed;
}

}  // namespace itk::collect::otlp
