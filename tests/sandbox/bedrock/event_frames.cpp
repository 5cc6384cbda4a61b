#include "tests/sandbox/bedrock/event_frames.h"

#include "common/base/text.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/support/event_stream_writer.h"

namespace itk::sandbox::bedrock {
namespace {

using demo::JsonLine;

std::string frame(std::string_view message_type, std::string_view type_name, std::string_view type,
                  std::string_view payload) {
  return test::event_frame(test::text_header(type_name, type) + test::text_header(":content-type", "application/json") +
                               test::text_header(":message-type", message_type),
                           payload);
}

}  // namespace

std::string event_frame(std::string_view type, std::string_view payload) {
  return frame("event", ":event-type", type, payload);
}

std::string chunk_frame(std::string_view text) {
  return event_frame("chunk", JsonLine().text("bytes", base64_encode(text)).close());
}

std::string exception_frame(std::string_view code, std::string_view message) {
  std::string type(code);
  if (!type.empty() && type[0] >= 'A' && type[0] <= 'Z') {
    type[0] = static_cast<char>(type[0] - 'A' + 'a');
  }
  return frame("exception", ":exception-type", type, JsonLine().text("message", message).close());
}

}  // namespace itk::sandbox::bedrock
