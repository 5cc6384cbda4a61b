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

// What holds a batch: {"data":"<base 64 of gzip>"}, for Kinesis inside of "kinesis". An object that holds none is a piece.
void read_packed(const Object& object, const json::Value* holder, const Cursor& at, const PieceSink& sink) {
  const Members* members = holder != nullptr ? at.open(holder) : &object.members;
  const Result<std::string> packed = base64_decode(members != nullptr ? text_in(*members, "data") : "");
  const Unpacked unpacked = packed && is_gzip(*packed) ? gunzip(*packed) : Unpacked{packed.value_or(""), {}};
  const json::PaddedText text(unpacked.bytes);
  const Place place = at.place().within(object.raw, text.view());
  const Cursor inside = at.inside(place);
  const Members* batch = text.view().starts_with('{') ? inside.open(text.view()) : nullptr;
  if (batch == nullptr || !is_batch(*batch)) {
    sink(at.piece_of(object.raw));
    return;
  }
  read_batch({*batch, text.view()}, inside.inside(), sink);
}

// The event of a function behind Kinesis ({"Records":[{"kinesis":{"data":...}}]}) or of a Firehose transformation
// ({"deliveryStreamArn":...,"records":[{"data":...}]}).
const json::Value* records_in(const Members& members) {
  const json::Value* kinesis = json::find(members, "Records");
  if (kinesis != nullptr && kinesis->kind == Kind::Array &&
      kinesis->raw.find("\"kinesis\"") != std::string_view::npos) {
    return kinesis;
  }
  const json::Value* firehose = json::find(members, "records");
  return firehose != nullptr && firehose->kind == Kind::Array && json::find(members, "deliveryStreamArn") != nullptr
             ? firehose
             : nullptr;
}

bool recognises(const Object& object) {
  return is_batch(object.members) || has(object.members, "awslogs", Kind::Object) ||
         records_in(object.members) != nullptr;
}

void read(const Object& object, const Cursor& at, const PieceSink& sink) {
  if (is_batch(object.members)) {
    read_batch(object, at, sink);
  } else if (const json::Value* records = records_in(object.members)) {
    for_each_object(records, at, sink, [&](const Object& record, const Cursor& inner) {
      read_packed(record, json::find(record.members, "kinesis"), inner, sink);
    });
  } else {
    read_packed(object, json::find(object.members, "awslogs"), at, sink);
  }
}

}  // namespace

const Format k_subscription = {"subscription", recognises, read};

}  // namespace itk::collect::readers
