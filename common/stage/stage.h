// A stage of the pipeline, seen from inside: a filter over records. Everything that the stages owe each other lives
// here and nowhere else (design: ARCHITECTURE.md, "The rules between stages"):
//
//  * records of unknown types are passed on; records of the types that this stage writes are replaced (`append` keeps
//    them), and so are its own old `error` and `end` records, so any stage can be run again on a saved stream;
//  * `end` records are held and written just before our own, which counts what was read and written, carries the worst
//    exit code so far and the SHA-256 of our output;
//  * a stream whose last record is not an `end` is cut: exit 3 unless `partial`; one that has other records than its
//    last `end` counts and hashes is filtered: a warning, and it never becomes a baseline;
//  * every record that is written carries the origin of its run (dev-fixtures, custom endpoint).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/line_reader.h"
#include "common/base/line_writer.h"
#include "common/base/log.h"
#include "common/model/records.h"
#include "common/model/tag.h"
#include "common/redact/redactor.h"

namespace itk {

struct StageInfo {
  std::string name;                 // "itk-correlate"
  std::vector<std::string> writes;  // the record types that it replaces: {"span", "trace"}
};

struct StageOptions {
  bool partial = false;
  bool append = false;
  bool sorted = false;
};

// A record as it stands in the stream. Views are valid until the next call of Stage::next().
struct Incoming {
  model::Tag tag;
  std::string_view line;
  std::string position;  // "run.jsonl:17"

  bool is(std::string_view type) const { return tag.type == type; }
};

class Stage {
 public:
  // `reader` is null for a stage that only writes.
  Stage(StageInfo info, StageOptions options, LineReader* reader, LineWriter& writer, const Logger& log);

  // The next record that this stage has to look at; false at the end of the input. `end` records never show up here.
  Result<bool> next(Incoming& incoming);
  // Whether next() has something to read, or the input has ended, within this time.
  bool wait_readable(std::chrono::milliseconds timeout) const;

  // The record of this line; errors name the position.
  template <class R>
  Result<R> read(const Incoming& incoming);
  // Writes the line as it came.
  Status pass(const Incoming& incoming) { return pass_line(incoming.line); }
  Status pass_line(std::string_view line);
  // Writes a record of ours, with the origin of the run.
  template <class R>
  Status write(R record);
  // The same for a record whose texts all went through the redactor already. Who calls it answers for that.
  template <class R>
  Status write_redacted(R record);
  // Writes a record of which only the tag and the origin of the run are missing: `"id":"...","source":...`.
  template <class R>
  Status write_members(std::string_view members, bool is_redacted);
  // The line that write() would write: for records that wait to be sorted.
  template <class R>
  std::string line_of(R record) const {
    stamp(record);
    return model::write_record(record);
  }
  // From now on nothing of ours is written, nor said to people, that this redactor would take out. Lines that only pass
  // went through it in the stage that wrote them.
  void redact_with(std::shared_ptr<redact::Redactor> redactor);
  // Whether something of this line would be taken out.
  bool would_redact(std::string_view line) const;
  // Pushes out what was written: for live pipes.
  Status flush() { return writer_.flush(); }

  // Says `error` to people, writes it as a record, and makes the exit code at least as bad.
  Status report(const Error& error, const std::string& inv = "", const std::optional<model::Position>& at = {});
  // Makes the exit code at least as bad.
  void mark(ExitCode code) { exit_ = worst(exit_, code); }
  // Upstream's exit codes of this kind do not count here (itk-compare --fail-on).
  void forgive_upstream(ExitCode code) { forgiven_.push_back(code); }

  // After next() gave false: the input had no end; it had been filtered or edited.
  bool is_cut() const { return cut_; }
  bool is_filtered() const { return filtered_; }
  bool sorted() const { return options_.sorted; }
  bool appends() const { return options_.append; }

  // `observer` sees every `end` that comes by, in its place in the stream: for a stage that keeps the whole stream or
  // shows how the stages before it ended.
  using EndObserver = std::function<void(const model::End&, std::string_view line)>;
  void on_end(EndObserver observer) { end_observer_ = std::move(observer); }

  const Logger& log() const { return log_; }
  const std::string& name() const { return info_.name; }
  json::Parser& parser() { return parser_; }

  // Writes the held ends and our own, commits the output; `status` is what the work returned. The exit code is the
  // worst of ours and upstream's.
  ExitCode finish(const Status& status);

 private:
  Status take_end(const Incoming& incoming);
  void close_segment();
  Status end_of_input();
  bool is_replaced(const Incoming& incoming, bool& failed, Error& error);
  Status write_end();
  ExitCode upstream_exit() const;
  Status write_line(std::string_view line);
  void stamp(model::Record& record) const;
  void learn_origin(const model::Run& run);

  struct HeldEnd {
    std::string stage;
    std::string line;
    ExitCode exit;
  };

  StageInfo info_;
  StageOptions options_;
  LineReader* reader_;
  LineWriter& writer_;
  const Logger& log_;
  json::Parser parser_;

  std::shared_ptr<redact::Redactor> redactor_;
  EndObserver end_observer_;
  std::vector<HeldEnd> held_;
  std::size_t segment_begin_ = 0;  // index in held_ of the first end of this segment
  bool in_ends_ = false;           // the last record was an end
  bool any_record_ = false;
  std::int64_t segment_records_ = 0;
  Sha256 segment_hash_;
  std::int64_t records_read_ = 0;
  bool last_end_matches_ = true;
  bool last_end_filtered_ = false;

  std::string origin_mode_, origin_endpoint_;
  std::string line_;  // that is being written
  bool cut_ = false;
  bool filtered_ = false;
  ExitCode exit_ = ExitCode::Ok;
  std::vector<ExitCode> forgiven_;
};

template <class R>
Result<R> Stage::read(const Incoming& incoming) {
  Result<R> record = model::read_record<R>(parser_, incoming.line);
  if (!record) {
    return tl::make_unexpected(
        with_context(std::move(record).error(), incoming.position + ": " + incoming.tag.type + " record"));
  }
  return record;
}

template <class R>
Status Stage::write(R record) {
  if constexpr (std::is_same_v<R, model::Run>) {
    learn_origin(record);
  } else {
    stamp(record);
  }
  model::write_record(record, line_);
  return write_line(line_);
}

template <class R>
Status Stage::write_members(std::string_view members, bool is_redacted) {
  model::Record origin;
  stamp(origin);
  line_.clear();
  json::ObjectWriter writer(line_);
  writer.string("itk", R::k_tag);
  model::write_members(writer, origin, model::k_common_fields);
  writer.members(members);
  writer.close();
  return is_redacted ? pass_line(line_) : write_line(line_);
}

template <class R>
Status Stage::write_redacted(R record) {
  stamp(record);
  model::write_record(record, line_);
  return pass_line(line_);
}

}  // namespace itk
