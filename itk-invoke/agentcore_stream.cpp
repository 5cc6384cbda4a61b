#include "itk-invoke/agentcore_stream.h"

#include <fmt/core.h>

#include "common/json/parser.h"

namespace itk::invoke {
namespace {

// What a JSON string says; data that is no JSON says itself; nothing where it is another value.
std::optional<std::string> text_of(const std::string& data) {
  if (!json::is_one_line_json(data)) {
    return data;
  }
  json::Parser parser;
  const json::PaddedText padded("[" + data + "]");
  const auto values = parser.array(padded.view());
  const bool is_string = values && (**values)[0].value.kind == json::Kind::String;
  return is_string ? std::optional<std::string>((**values)[0].value.text) : std::nullopt;
}

}  // namespace

model::Event AgentCoreStream::make(const std::string& data, Timestamp now) {
  model::Event event;
  event.id = fmt::format("{}-{:05}", id_, count_++);  // events of one time sort by id
  event.source = "agentcore";
  event.kind = model::event_kind::k_log;
  event.time = now;
  event.ids = ids_;
  event.component = component_;
  json::Payload payload = json::make_payload(data);
  event.payload = std::move(payload.json);
  event.enc = std::move(payload.encoding);
  return event;
}

model::Event AgentCoreStream::add(const aws::SseEvent& sse, Timestamp now) {
  model::Event event = make(sse.data, now);
  event.operation = sse.type.empty() ? "message" : sse.type;
  (list_ += list_.empty() ? "" : ",") += event.payload.text;
  const std::optional<std::string> text = text_of(sse.data);
  is_text_ = is_text_ && text && event.enc.empty();
  if (text && event.enc.empty()) {
    text_ += *text;
    event.text = *text;
  }
  return event;
}

model::Event AgentCoreStream::cut(const std::string& rest, Timestamp now) {
  model::Event event = make(rest, now);
  event.operation = "cut";
  event.level = "ERROR";
  event.text = "the stream was cut off in the middle of this event";
  return event;
}

RawJson AgentCoreStream::joined() const { return {is_text_ ? json::quote(text_) : "[" + list_ + "]"}; }

}  // namespace itk::invoke
