// An event stream is the same messages however its bytes arrive, and an offset never runs ahead of what was fed.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "common/aws/event_stream.h"

namespace {

struct Outcome {
  std::vector<std::string> payloads;
  bool is_broken = false;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome decode(std::string_view bytes, std::size_t step) {
  itk::aws::EventStreamDecoder decoder;
  Outcome outcome;
  for (std::size_t at = 0; at < bytes.size() && !outcome.is_broken; at += step) {
    decoder.feed(bytes.substr(at, step));
    for (;;) {
      auto message = decoder.next();
      if (!message) {
        outcome.is_broken = true;
        break;
      }
      if (!*message) {
        break;
      }
      outcome.payloads.push_back((*message)->payload);
    }
    if (decoder.offset() > bytes.size()) {
      std::abort();
    }
  }
  outcome.is_broken = outcome.is_broken || !decoder.finish();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome whole = decode(bytes, size == 0 ? 1 : size);
  if (!(decode(bytes, 1) == whole) || !(decode(bytes, 7) == whole)) {
    std::abort();
  }
  return 0;
}
