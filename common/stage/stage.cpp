#include "common/stage/stage.h"

#include <fmt/core.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace itk {

Stage::Stage(StageInfo info, StageOptions options, LineReader* reader, LineWriter& writer, const Logger& log)
    : info_(std::move(info)), options_(options), reader_(reader), writer_(writer), log_(log) {}

bool Stage::wait_readable(std::chrono::milliseconds timeout) const {
  if (reader_ == nullptr || reader_->fd() < 0 || reader_->has_buffered_line()) {
    return true;
  }
  pollfd wanted{reader_->fd(), POLLIN, 0};
  return ::poll(&wanted, 1, static_cast<int>(timeout.count())) > 0;
}

Result<bool> Stage::next(Incoming& incoming) {
  if (reader_ == nullptr) {
    return false;
  }
  for (;;) {
    ITK_TRY_ASSIGN(const std::optional<std::string_view> line, reader_->next());
    if (!line) {
      ITK_TRY(end_of_input());
      return false;
    }
    incoming.line = *line;
    incoming.position = reader_->position();
    Result<model::Tag> tag = model::read_tag(parser_, *line);
    if (!tag) {
      const bool was_cut_here = !reader_->was_terminated() && tag.error().code == "bad_json";
      Error error = with_context(std::move(tag).error(), incoming.position);
      if (was_cut_here) {
        error.message += " (the last line has no line break: the stream was cut)";
      }
      return tl::make_unexpected(std::move(error));
    }
    incoming.tag = std::move(*tag);
    ++records_read_;
    any_record_ = true;
    if (incoming.is("end")) {
      ITK_TRY(take_end(incoming));
      continue;
    }
    if (in_ends_) {
      close_segment();
    }
    ++segment_records_;
    segment_hash_.update(*line);
    segment_hash_.update("\n");
    if (incoming.is("run")) {
      ITK_TRY_ASSIGN(const model::Run run, read<model::Run>(incoming));
      learn_origin(run);
    }
    bool failed = false;
    Error error;
    const bool replaced = is_replaced(incoming, failed, error);
    if (failed) {
      return tl::make_unexpected(std::move(error));
    }
    if (!replaced) {
      return true;
    }
  }
}

// Whether an earlier run of this stage wrote the record.
bool Stage::is_replaced(const Incoming& incoming, bool& failed, Error& error) {
  if (options_.append) {
    return false;
  }
  if (incoming.is("error")) {
    Result<model::ErrorRecord> record = read<model::ErrorRecord>(incoming);
    if (!record) {
      failed = true;
      error = std::move(record).error();
      return false;
    }
    return record->stage == info_.name;
  }
  return std::find(info_.writes.begin(), info_.writes.end(), incoming.tag.type) != info_.writes.end();
}

Status Stage::take_end(const Incoming& incoming) {
  ITK_TRY_ASSIGN(const model::End end, read<model::End>(incoming));
  if (!in_ends_) {
    in_ends_ = true;
    segment_begin_ = held_.size();
  }
  // Only the last end of a group describes the stream as it stands here; the others were held by later stages.
  last_end_matches_ = end.written == segment_records_ && end.sha256 == to_hex(segment_hash_.so_far());
  last_end_filtered_ = end.filtered;
  cut_ = cut_ || end.cut;
  ++segment_records_;
  segment_hash_.update(incoming.line);
  segment_hash_.update("\n");
  const std::optional<ExitCode> exit = exit_code_from(end.exit);
  if (!exit) {
    return tl::make_unexpected(contract_error(
        "bad_exit_code",
        fmt::format("{}: end record: \"exit\": {} is not an exit code of ITK", incoming.position, end.exit)));
  }
  if (end_observer_) {
    end_observer_(end, incoming.line);
  }
  held_.push_back({end.stage, std::string(incoming.line), *exit});
  return {};
}

// Other records follow a group of ends, or the input is over: what the group says of its stream is final.
void Stage::close_segment() {
  filtered_ = filtered_ || last_end_filtered_ || !last_end_matches_;
  if (!options_.append) {
    // Replay: our own old end, and those of the stages that came after it, say nothing of what we write now.
    const auto first = held_.begin() + static_cast<std::ptrdiff_t>(segment_begin_);
    held_.erase(std::find_if(first, held_.end(), [&](const HeldEnd& end) { return end.stage == info_.name; }),
                held_.end());
  }
  in_ends_ = false;
  segment_records_ = 0;
  segment_hash_.finish();
}

Status Stage::end_of_input() {
  const bool has_end = in_ends_;
  if (has_end) {
    close_segment();
  }
  if (filtered_) {
    log_.warning("the stream was filtered or edited on the way: fine to look at, but it never becomes a baseline");
  }
  if (has_end) {
    return {};
  }
  cut_ = true;
  if (options_.partial) {
    log_.warning("the stream has no end; --partial reads it all the same, and nothing in it counts as passed");
    return {};
  }
  return report(contract_error(
      "stream_cut", any_record_ ? "the stream ended without an `end` record: a stage before this one was killed, or "
                                  "the file is incomplete (--partial reads it all the same)"
                                : "the input is empty, without even an `end` record: a stage before this one was "
                                  "killed or never ran"));
}

Status Stage::pass_line(std::string_view line) { return writer_.write(line); }

void Stage::redact_with(std::shared_ptr<redact::Redactor> redactor) {
  redactor_ = redactor;
  log_.filter_with([redactor](std::string_view text, std::string& shown) { return redactor->text_into(text, shown); });
}

Status Stage::write_line(std::string line) {
  std::string redacted;
  return pass_line(redactor_ && redactor_->record_into(line, redacted) ? redacted : line);
}

void Stage::stamp(model::Record& record) const {
  record.mode = origin_mode_;
  record.endpoint = origin_endpoint_;
}

void Stage::learn_origin(const model::Run& run) {
  origin_mode_ = run.mode == "live" ? "" : run.mode;
  origin_endpoint_ = run.endpoint == "aws" ? "" : run.endpoint;
}

Status Stage::report(const Error& error, const std::string& inv, const std::optional<model::Position>& at) {
  std::string shown = error.message;
  if (!error.request_id.empty() && shown.find(error.request_id) == std::string::npos) {
    shown += fmt::format(" (request id {})", error.request_id);
  }
  log_.error(shown);
  mark(error.exit);
  model::ErrorRecord record;
  record.stage = info_.name;
  record.error_class = model::error_class_name(error.error_class);
  record.code = error.code;
  record.message = error.message;
  record.service = error.service;
  record.request_id = error.request_id;
  record.inv = inv;
  record.at = at;
  return write(std::move(record));
}

ExitCode Stage::upstream_exit() const {
  ExitCode code = ExitCode::Ok;
  for (const HeldEnd& end : held_) {
    if (std::find(forgiven_.begin(), forgiven_.end(), end.exit) == forgiven_.end()) {
      code = worst(code, end.exit);
    }
  }
  return code;
}

Status Stage::write_end() {
  for (const HeldEnd& end : held_) {
    ITK_TRY(writer_.write(end.line));
  }
  model::End end;
  end.stage = info_.name;
  end.read = records_read_;
  end.written = static_cast<std::int64_t>(writer_.lines());
  end.exit = static_cast<std::int64_t>(worst(exit_, upstream_exit()));
  end.filtered = filtered_;
  end.cut = cut_;
  if (redactor_) {
    end.redacted = redactor_->counts();
  }
  end.sha256 = writer_.finish_digest();
  stamp(end);
  ITK_TRY(writer_.write(model::write_record(end)));
  return writer_.commit();
}

ExitCode Stage::finish(const Status& status) {
  Status written = status ? Status{} : report(status.error());
  if (in_ends_) {
    close_segment();  // the work stopped early, between an end and the end of the input
  }
  if (written) {
    written = write_end();
  }
  if (!written) {
    log_.error(written.error().message);
    mark(written.error().exit);
  }
  return worst(exit_, upstream_exit());
}

}  // namespace itk
