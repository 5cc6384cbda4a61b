// A request's size never runs ahead of the bytes, and what is complete stays the same when more follows.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "itk-collect/otlp/http_request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using itk::collect::otlp::ParsedRequest;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const ParsedRequest parsed = itk::collect::otlp::parse_request(bytes);
  if (parsed.state != ParsedRequest::State::Complete) {
    return 0;
  }
  if (parsed.size == 0 || parsed.size > size || parsed.request.body.size() > size) {
    std::abort();
  }
  const ParsedRequest again = itk::collect::otlp::parse_request(bytes + "POST / HTTP/1.1\r\n");
  if (again.size != parsed.size || again.request.body != parsed.request.body) {
    std::abort();
  }
  return 0;
}
