#include "itk-collect/event_writer.h"

#include <algorithm>

#include "common/logs/component.h"

namespace itk::collect {

// Whether the redactor leaves alone what an event has from its log and not from its message.
bool EventWriter::has_plain_origin(const std::string& group, const std::string& stream) {
  if (!is_first_ && group == group_ && stream == stream_) {
    return is_plain_;
  }
  is_first_ = false;
  group_ = group;
  stream_ = stream;
  model::Event origin;
  origin.group = group_;
  origin.stream = stream_;
  origin.component = logs::component_of(group_, stream_);
  is_plain_ = !stage_.would_redact(model::write_record(origin));
  return is_plain_;
}

Status EventWriter::write(model::Event event) {
  // What is not text was not searched as such.
  const bool is_text = event.enc.empty();
  return is_text && has_plain_origin(event.group, event.stream) ? stage_.write_redacted(std::move(event))
                                                                : stage_.write(std::move(event));
}

Status EventWriter::write(const std::pair<std::string, std::string>& group_and_stream, std::string_view members) {
  // Only the size and the digest of a payload that was cut stand behind it. (What a payload says may look the same: then
  // it is searched twice.)
  constexpr std::string_view k_encoded = ",\"enc\":\"";
  constexpr std::size_t k_tail = 256;
  const bool is_text =
      members.substr(members.size() - std::min(members.size(), k_tail)).find(k_encoded) == std::string_view::npos;
  return stage_.write_members<model::Event>(
      members, is_text && has_plain_origin(group_and_stream.first, group_and_stream.second));
}

}  // namespace itk::collect
