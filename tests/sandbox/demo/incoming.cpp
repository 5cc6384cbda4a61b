#include "tests/sandbox/demo/incoming.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/base/text.h"
#include "common/json/raw_json.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/lambda/compact.h"

namespace itk::sandbox::demo {
namespace {

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char each) { return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each; });
  return text;
}

bool is_hex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

std::string write_headers(const HttpRequest& request, bool (*is_wanted)(std::string_view)) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request.headers) {
    if (const std::string lower = lower_case(name); is_wanted(lower)) {
      std::string& all = headers[lower];
      all += (all.empty() ? "" : ",") + value;
    }
  }
  JsonLine line;
  for (const auto& [name, value] : headers) {
    line.text(name, value);
  }
  return line.close();
}

}  // namespace

TraceContext incoming_trace(const HttpRequest& request, Timestamp now) {
  const std::string header = request.header("x-amzn-trace-id");
  const auto parts = split_list(request.header("traceparent"), '-');
  if (header.empty() && parts.size() == 4 && parts[1].size() == 32 && parts[2].size() == 16 && is_hex(parts[1])) {
    return {fmt::format("1-{}-{}", parts[1].substr(0, 8), parts[1].substr(8)), parts[2], parts[3] != "00"};
  }
  return continue_trace(header, now);
}

std::string headers_json(const HttpRequest& request) {
  return write_headers(request, [](std::string_view) { return true; });
}

std::string runtime_headers_json(const HttpRequest& request) {
  return write_headers(request, [](std::string_view name) {
    return name == "traceparent" || name == "tracestate" || name == "baggage" || name == "x-amzn-trace-id" ||
           name.starts_with("x-amzn-bedrock-agentcore-");
  });
}

std::string body_json(std::string_view body) { return lambda::compact_json(body).value_or(json::quote(body)); }

}  // namespace itk::sandbox::demo
