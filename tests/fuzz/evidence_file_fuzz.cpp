// Any bytes are evidence: every reader of --read and the parser behind them, whole and cut, without losing an event's
// payload, each with an id of its own.
#include <cstdint>
#include <cstdlib>
#include <set>

#include "itk-collect/readers/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static itk::redact::Redactor redactor = [] {
    itk::redact::Options options;
    options.key = "0123456789abcdef0123456789abcdef";
    return itk::redact::make_redactor(options).value();
  }();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto evidence = itk::collect::readers::read_evidence(bytes, "fuzz", redactor);
  if (!evidence) {
    std::abort();
  }
  std::int64_t counted = 0;
  for (const auto& [format, count] : evidence->formats) {
    counted += count;
  }
  if (counted != static_cast<std::int64_t>(evidence->events.size())) {
    std::abort();
  }
  for (const auto& found : evidence->events) {
    const std::string line = itk::model::write_record(found.event);
    itk::json::Parser parser;
    if (!itk::model::read_record<itk::model::Event>(parser, itk::json::PaddedText(line).view())) {
      std::abort();
    }
  }
  return 0;
}
