#include "itk-collect/readers/event_stream.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/event_stream.h"
#include "common/json/raw_json.h"
#include "common/json/writer.h"

namespace itk::collect::readers {
namespace {

std::string text_of(const aws::EventMessage& message) {
  std::string headers;
  json::ObjectWriter names(headers);
  for (const aws::EventHeader& header : message.headers) {
    if (const std::string* text = std::get_if<std::string>(&header.value)) {
      names.string(header.name, *text);
    }
  }
  names.close();
  std::string out;
  json::ObjectWriter writer(out);
  writer.raw("headers", headers);
  const json::Payload payload = json::make_payload(message.payload);
  writer.raw("payload", payload.json.text);
  if (!payload.encoding.empty()) {
    writer.string("enc", payload.encoding);
  }
  writer.close();
  return out;
}

// A second of Live Tail holds many log events, or none.
bool read_tail(const aws::EventMessage& message, const Place& place, std::string_view frame, json::Parser& parser,
               const PieceSink& sink, FormatCounts& counts) {
  if (message.payload.find("\"sessionResults\"") == std::string::npos) {
    return false;
  }
  const json::PaddedText payload(message.payload);
  FormatCounts found;
  std::vector<Piece> pieces;
  const Place inside = place.within(frame, payload.view());
  const bool is_read =
      payload.view().starts_with('{') &&
      read_document(
          payload.view(), inside, parser, [&](Piece piece) { pieces.push_back(std::move(piece)); }, found);
  if (!is_read || found.size() != 1 || !found.contains("cloudwatch")) {
    return false;
  }
  counts["cloudwatch"] += found["cloudwatch"];
  std::for_each(pieces.begin(), pieces.end(), [&](Piece& piece) { sink(std::move(piece)); });
  return true;
}

}  // namespace

// The checksum of its prelude tells the format beyond doubt.
bool is_event_stream(std::string_view bytes) {
  if (bytes.size() < 16 || bytes[0] != '\0') {
    return false;
  }
  aws::EventStreamDecoder decoder;
  decoder.feed(bytes.substr(0, 12));
  return decoder.next().has_value();
}

std::string read_event_stream(std::string_view bytes, const Place& place, const PieceSink& sink, FormatCounts& counts) {
  aws::EventStreamDecoder decoder;
  json::Parser parser;
  decoder.feed(bytes);
  for (;;) {
    const std::size_t begin = decoder.offset();
    Result<std::optional<aws::EventMessage>> message = decoder.next();
    if (message && *message) {
      const std::string_view frame = bytes.substr(begin);
      if (!read_tail((**message), place, frame, parser, sink, counts)) {
        ++counts["eventstream"];
        sink({place.id_of(frame), text_of(**message), {}});
      }
      continue;
    }
    const Status end = decoder.finish();
    if (message && end) {
      return "";
    }
    ++counts["eventstream"];
    sink({place.id_of(bytes.substr(begin)), std::string(bytes.substr(begin)), {}});
    return message ? end.error().message : message.error().message;
  }
}

}  // namespace itk::collect::readers
