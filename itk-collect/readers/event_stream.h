// Saved answers of Bedrock in the binary framing of event streams (application/vnd.amazon.eventstream).
#pragma once

#include <string>
#include <string_view>

#include "itk-collect/readers/document.h"

namespace itk::collect::readers {

bool is_event_stream(std::string_view bytes);
// A piece for each message, {"headers":{...},"payload":...}, and for each log event of Live Tail; what cannot be read is one more piece. Gives what is wrong
// with it, or "".
std::string read_event_stream(std::string_view bytes, const Place& place, const PieceSink& sink, FormatCounts& counts);

}  // namespace itk::collect::readers
