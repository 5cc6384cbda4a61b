#include "common/aws/sse_reader.h"

#include <fmt/core.h>

#include <utility>

#include "common/aws/ascii.h"
#include "common/base/text.h"

namespace itk::aws {
namespace {

constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

bool SseReader::is_announced_by(std::string_view content_type) {
  constexpr std::string_view k_type = "text/event-stream";
  return equal_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), k_type);
}

void SseReader::drop_mark() {
  if (!has_begun_ && line_.starts_with(k_byte_order_mark)) {
    line_.erase(0, k_byte_order_mark.size());
  }
  has_begun_ = true;
}

Status SseReader::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (std::exchange(was_return_, false) && bytes[0] == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    line_ += bytes.substr(0, end);
    if (line_.size() + event_.data.size() > largest_event_) {
      return tl::make_unexpected(Error{ErrorClass::Validation,
                                       ExitCode::Unreachable,
                                       "answer_too_large",
                                       fmt::format("an event of the stream is larger than {} bytes", largest_event_),
                                       {},
                                       {}});
    }
    if (end == std::string_view::npos) {
      break;
    }
    was_return_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    drop_mark();
    ITK_TRY(take_line(std::exchange(line_, "")));
  }
  return {};
}

Status SseReader::take_line(std::string_view line) {
  if (line.empty()) {
    return dispatch();
  }
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) {
    value.remove_prefix(1);
  }
  if (field == "data") {
    event_.data += has_data_ ? "\n" : "";
    event_.data += value;
    has_data_ = true;
  } else if (field == "event") {
    event_.type = value;
  } else if (field == "id" && value.find('\0') == std::string_view::npos) {
    event_.id = value;
  }  // a comment, "retry", or what the standard may yet add
  return {};
}

Status SseReader::dispatch() {
  SseEvent event = std::exchange(event_, {});
  event_.id = event.id;
  return std::exchange(has_data_, false) ? take_(event) : Status();
}

Status SseReader::finish() {
  drop_mark();
  if (!line_.empty()) {
    ITK_TRY(take_line(std::exchange(line_, "")));
  }
  return dispatch();
}

std::string SseReader::rest() const { return event_.data + (has_data_ && !line_.empty() ? "\n" : "") + line_; }

}  // namespace itk::aws
