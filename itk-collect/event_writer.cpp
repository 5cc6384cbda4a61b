#include "itk-collect/event_writer.h"

#include "common/logs/component.h"

namespace itk::collect {

// Whether the redactor leaves alone what the event has from its log and not from its message.
bool EventWriter::has_plain_origin(const model::Event& event) {
  if (!is_first_ && event.group == group_ && event.stream == stream_) {
    return is_plain_;
  }
  is_first_ = false;
  group_ = event.group;
  stream_ = event.stream;
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
  return is_text && has_plain_origin(event) ? stage_.write_redacted(std::move(event)) : stage_.write(std::move(event));
}

}  // namespace itk::collect
