// What CloudWatch sends to subscribers and Firehose writes: {"logGroup":...,"logStream":...,"logEvents":[...]}, and the
// event of a Lambda that holds it in base 64 and gzip ({"awslogs":{"data":...}}).
#include "common/base/text.h"
#include "itk-collect/readers/format.h"
#include "itk-collect/readers/gunzip.h"

namespace itk::collect::readers {
namespace {

using json::Kind;

Piece piece_of(const Object& event, const Object& batch, const Cursor& at) {
  const json::Value* time = json::find(event.members, "timestamp");
  const std::string_view id = text_in(event.members, "id");
  Piece piece;
  piece.own_id = at.place().id_of(event.raw);
  piece.id = id.empty() ? piece.own_id : std::string(id);
  piece.text = text_in(event.members, "message");
  piece.group = text_in(batch.members, "logGroup");
  piece.stream = text_in(batch.members, "logStream");
  if (time != nullptr && time->is_integer && time->integer > 0 && time->integer < 9'000'000'000'000) {
    piece.time = Timestamp::from_ms(time->integer);
  }
  return piece;
}

bool is_batch(const Members& members) {
  return has(members, "logEvents", Kind::Array) && has(members, "logGroup", Kind::String);
}

void read_batch(const Object& batch, const Cursor& at, const PieceSink& sink) {
  for_each_object(json::find(batch.members, "logEvents"), at, sink, [&](const Object& event, const Cursor& inner) {
    sink(has(event.members, "message", Kind::String) ? piece_of(event, batch, inner) : inner.piece_of(event.raw));
  });
}

bool recognises(const Object& object) {
  return is_batch(object.members) || has(object.members, "awslogs", Kind::Object);
}

void read(const Object& object, const Cursor& at, const PieceSink& sink) {
  if (is_batch(object.members)) {
    read_batch(object, at, sink);
    return;
  }
  const Members* holder = at.open(json::find(object.members, "awslogs"));
  const Result<std::string> packed = base64_decode(holder != nullptr ? text_in(*holder, "data") : "");
  const Unpacked unpacked = packed ? gunzip(*packed) : Unpacked{};
  const json::PaddedText text(unpacked.bytes);
  const Place place = at.place().within(object.raw, text.view());
  const Cursor inside = at.inside(place);
  const Members* members = text.view().starts_with('{') ? inside.open(text.view()) : nullptr;
  if (members == nullptr || !is_batch(*members)) {
    sink(at.piece_of(object.raw));
    return;
  }
  read_batch({*members, text.view()}, inside.inside(), sink);
}

}  // namespace

const Format k_subscription = {"subscription", recognises, read};

}  // namespace itk::collect::readers
