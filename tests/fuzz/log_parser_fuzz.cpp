// Any bytes are one event, whose record reads back as it was written, on one line.
#include <cstdint>
#include <cstdlib>

#include "common/logs/log_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string message(reinterpret_cast<const char*>(data), size);
  for (const char* group : {"/aws/lambda/orders", "aws/spans", ""}) {
    itk::logs::LogParser parser;
    itk::logs::ParsedMessage parsed = parser.parse({message, group, "2026/11/20/[$LATEST]0a1b", {}});
    parsed.event.id = "e";
    parsed.event.source = "fixture";
    const std::string line = itk::model::write_record(parsed.event);
    itk::json::Parser reader;
    const auto back = itk::model::read_record<itk::model::Event>(reader, itk::json::PaddedText(line).view());
    if (!back || itk::model::write_record(*back) != line || line.find('\n') != std::string::npos) {
      std::abort();
    }
  }
  return 0;
}
