// Any bytes are messages or an error, and what a message holds of them is JSON that can go into a record.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/json/raw_json.h"
#include "itk-invoke/mcp_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto messages = itk::invoke::read_mcp_messages(text);
  if (!messages) {
    return 0;
  }
  for (const itk::invoke::McpMessage& message : *messages) {
    if (itk::json::make_payload(message.raw).json.empty()) {
      std::abort();
    }
    static_cast<void>(itk::invoke::read_tool_result(message.result));
    static_cast<void>(itk::invoke::read_tool_names(message.result));
  }
  return 0;
}
