#include "tests/sandbox/demo/trace_context.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/text.h"
#include "tests/sandbox/aws/random_id.h"

namespace itk::sandbox::demo {

std::string TraceContext::header() const {
  return fmt::format("Root={}{}{};Sampled={}", root, parent.empty() ? "" : ";Parent=", parent, sampled ? 1 : 0);
}

std::string TraceContext::w3c_trace_id() const {
  std::string digits = root.substr(2);
  std::erase(digits, '-');
  return digits;
}

TraceContext continue_trace(std::string_view header, Timestamp now) {
  TraceContext trace;
  for (const std::string& part : split_list(header, ';')) {
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string name = part.substr(0, equals);
    const std::string value = part.substr(std::min(equals + 1, part.size()));
    if (name == "Root" && value.size() == 35 && value.starts_with("1-")) {
      trace.root = value;
    } else if (name == "Parent" && value.size() == 16) {
      trace.parent = value;
    } else if (name == "Sampled") {
      trace.sampled = value != "0";
    }
  }
  if (trace.root.empty()) {
    return {fmt::format("1-{:08x}-{}", now.ms() / 1000, random_hex(24)), "", true};
  }
  return trace;
}

}  // namespace itk::sandbox::demo
