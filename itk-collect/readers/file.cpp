#include "itk-collect/readers/file.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/atomic_file.h"
#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/ids/id.h"
#include "common/logs/log_parser.h"
#include "itk-collect/readers/encoding.h"
#include "itk-collect/readers/event_stream.h"
#include "itk-collect/readers/gunzip.h"
#include "itk-collect/readers/records.h"
#include "itk-collect/readers/text_lines.h"
#include "itk-collect/stream_order.h"

namespace itk::collect::readers {
namespace {

constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";

// "12:7" of a byte.
std::string position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("{}:{}", line, offset - begin + 1);
}

// Redaction comes first: whatever looks at a message, ids included, sees what may be written.
class EventMaker {
 public:
  EventMaker(redact::Redactor& redactor, FileEvidence& out) : redactor_(redactor), out_(out) {}

  void take(Piece piece);
  // `is_one_answer`: all of it is the answer to one call.
  void finish(bool is_one_answer);

 private:
  void join_session();

  redact::Redactor& redactor_;
  FileEvidence& out_;
  logs::LogParser parser_;
  std::vector<logs::ParsedMessage> messages_;
  std::vector<std::string> own_ids_;
};

void EventMaker::take(Piece piece) {
  std::string redacted;
  for (std::string* text : {&piece.text, &piece.translation}) {
    if (!text->empty() && redactor_.json_into(*text, redacted)) {
      std::swap(*text, redacted);
    }
  }
  const bool is_translated = !piece.translation.empty();
  const std::string& reading = is_translated ? piece.translation : piece.text;
  logs::ParsedMessage parsed = parser_.parse({reading, piece.group, piece.stream, piece.time,
                                              is_translated ? std::string_view(piece.text) : std::string_view{}});
  parsed.event.id = std::move(piece.id);
  parsed.event.source = "file";
  parsed.event.ingested = piece.ingested;
  messages_.push_back(std::move(parsed));
  own_ids_.push_back(std::move(piece.own_id));
}

// An agent's collaborators have sessions of their own; that they answer one call is what its stream proves.
void EventMaker::join_session() {
  const auto session_of = [](const model::Event& event) {
    return std::find_if(event.ids.begin(), event.ids.end(),
                        [](const std::string& id) { return ids::kind_of(id) == ids::Kind::Session; });
  };
  std::string first;
  for (logs::ParsedMessage& message : messages_) {
    const auto session = session_of(message.event);
    first = first.empty() && session != message.event.ids.end() ? *session : first;
  }
  for (logs::ParsedMessage& message : messages_) {
    if (!first.empty()) {
      message.event.ids.push_back(first);
      ids::canonicalise(message.event.ids);
    }
  }
}

void EventMaker::finish(bool is_one_answer) {
  name_requests(messages_);
  if (is_one_answer) {
    join_session();
  }
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    out_.events.push_back({std::move(messages_[i].event), std::move(own_ids_[i])});
  }
  const auto broken = parser_.counts().find("json.broken");
  out_.not_json = broken == parser_.counts().end() ? 0 : broken->second;
}

}  // namespace

Result<FileEvidence> read_evidence(std::string_view bytes, const std::string& name, redact::Redactor& redactor) {
  FileEvidence out;
  const std::string prefix = sha256_hex(bytes).substr(0, 16) + ":";
  Unpacked unpacked;
  if (is_gzip(bytes)) {
    unpacked = gunzip(bytes);
    bytes = unpacked.bytes;
    out.problem = unpacked.problem.empty() ? "" : fmt::format("{}: {}", name, unpacked.problem);
  }
  EventMaker maker(redactor, out);
  const PieceSink sink = [&](Piece piece) { maker.take(std::move(piece)); };
  if (is_event_stream(bytes)) {
    const std::string problem = read_event_stream(bytes, Place(prefix, bytes), sink, out.formats);
    out.problem = problem.empty() ? out.problem : fmt::format("{}: {}", name, problem);
    maker.finish(true);
    return out;
  }
  std::string converted;
  if (is_utf16(bytes)) {
    converted = utf8_of_utf16(bytes);
    bytes = converted;
  }
  const json::PaddedText padded(bytes.starts_with(k_byte_order_mark) ? bytes.substr(3) : bytes);
  const std::string_view text = padded.view();
  if (is_record_stream(text)) {
    const std::string problem = read_records(text, redactor, out);
    out.problem = problem.empty() ? out.problem : fmt::format("{}:{}", name, problem);
    return out;
  }
  if (const std::optional<Broken> broken = read_text(text, Place(prefix, text), sink, out.formats)) {
    out.problem = fmt::format("{}:{}: the JSON is broken or cut off; what is not whole is kept line by line", name,
                              position_of(text, broken->offset));
  }
  maker.finish(false);
  return out;
}

Result<FileEvidence> read_evidence_file(const std::string& path, redact::Redactor& redactor) {
  ITK_TRY_ASSIGN(const std::string bytes, read_file(path));
  return read_evidence(bytes, path, redactor);
}

}  // namespace itk::collect::readers
