// What is read as a message of OTLP is JSON on one line, for both signals; everything else is refused.
#include <cstdint>
#include <cstdlib>

#include "common/json/raw_json.h"
#include "itk-collect/otlp/protobuf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using itk::collect::otlp::Signal;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const Signal signal : {Signal::Traces, Signal::Logs}) {
    const auto json = itk::collect::otlp::to_json(bytes, signal);
    if (json && !itk::json::is_one_line_json(*json)) {
      std::abort();
    }
  }
  return 0;
}
