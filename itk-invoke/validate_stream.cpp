#include "itk-invoke/validate_stream.h"

#include <fmt/core.h>

#include "common/base/digest.h"
#include "common/base/exit_code.h"
#include "common/json/grammar.h"
#include "common/model/records.h"
#include "common/model/tag.h"
#include "itk-invoke/json_document.h"

namespace itk::invoke {
namespace {

// So many problems of one stream are told; where there are more, something is wrong with all of it.
constexpr std::size_t k_most_problems = 1000;

using Check = Status (*)(json::Parser&, std::string_view);

template <class R>
Status read_as(json::Parser& parser, std::string_view line) {
  ITK_TRY(model::read_record<R>(parser, line));
  return {};
}

// Whether the reader of this type of record accepts the line; types that nobody here knows are fine.
Status read_known(const std::string& type, json::Parser& parser, std::string_view line) {
  static constexpr std::pair<std::string_view, Check> k_checks[] = {{"answer", read_as<model::Answer>},
                                                                    {"check", read_as<model::Check>},
                                                                    {"collection", read_as<model::Collection>},
                                                                    {"commit", read_as<model::Commit>},
                                                                    {"end", read_as<model::End>},
                                                                    {"error", read_as<model::ErrorRecord>},
                                                                    {"event", read_as<model::Event>},
                                                                    {"gap", read_as<model::Gap>},
                                                                    {"invocation", read_as<model::Invocation>},
                                                                    {"plan", read_as<model::Plan>},
                                                                    {"run", read_as<model::Run>},
                                                                    {"span", read_as<model::Span>},
                                                                    {"trace", read_as<model::Trace>},
                                                                    {"verdict", read_as<model::Verdict>}};
  for (const auto& [name, check] : k_checks) {
    if (name == type) {
      return check(parser, line);
    }
  }
  return {};
}

bool is_known(const std::string& type) {
  const std::vector<std::string>& types = model::known_types();
  return std::find(types.begin(), types.end(), type) != types.end();
}

class StreamChecker {
 public:
  StreamChecker(std::string file, SchemaChecker& schemas, Problems& problems)
      : file_(std::move(file)), schemas_(schemas), problems_(problems) {}

  void check(std::string_view line, std::int64_t number, bool is_terminated) {
    number_ = number;
    Result<model::Tag> tag = model::read_tag(parser_, line);
    if (tag) {
      check_record(tag->type, line);
      count(tag->type == "end", line);
    } else {
      complain_of_line(line, tag.error(), is_terminated);
      count(false, line);
    }
  }

  void finish() {
    if (in_ends_) {
      close_segment();
      return;
    }
    problem("stream_cut", number_ == 0 ? "the stream is empty; a whole one ends with an `end` record"
                                       : "the stream has no `end` record after this one: the stage that wrote it was "
                                         "killed, or the file is incomplete");
  }

  bool is_full() const { return reported_ > k_most_problems; }

 private:
  void problem(std::string code, std::string message, std::int64_t column = 1) {
    if (++reported_ <= k_most_problems) {
      problems_.error(file_, {std::max<std::int64_t>(number_, 1), column}, std::move(code), std::move(message));
    } else if (is_full()) {
      problems_.error(file_, {number_, 1}, "too_many",
                      fmt::format("more than {} problems; the rest of the stream was not read", k_most_problems));
    }
  }

  void complain_of_line(std::string_view line, const Error& error, bool is_terminated) {
    const std::optional<std::size_t> wrong = json::find_error(line, json::k_max_depth);
    const std::string cut = is_terminated || !wrong ? "" : " (the last line has no line break: the stream was cut)";
    problem(error.code, error.message + cut, static_cast<std::int64_t>(wrong.value_or(0)) + 1);
  }

  // The reader's message is the better one; what it lets pass may still break the schema.
  void check_record(const std::string& type, std::string_view line) {
    if (!is_known(type)) {
      return;
    }
    if (const Status read = read_known(type, parser_, line); !read) {
      problem(read.error().code, fmt::format("{} record: {}", type, read.error().message));
      return;
    }
    if (schemas_.fits(type, line)) {
      return;
    }
    const YamlDocument document = parse_json_document(line);
    for (const YamlProblem& found : schemas_.check(type, document.root)) {
      problem(found.code, fmt::format("{} record: {}", type, found.message), found.at.column);
    }
  }

  // Only the last of several ends describes the stream in front of it (common/stage).
  void count(bool is_end, std::string_view line) {
    if (!is_end && in_ends_) {
      close_segment();
    }
    if (is_end) {
      in_ends_ = true;
      end_line_ = number_;
      counted_ = records_;
      digest_ = to_hex(hash_.so_far());
      Result<model::End> end = model::read_record<model::End>(parser_, line);
      end_ = end ? std::optional(std::move(*end)) : std::nullopt;
      if (end_ && !exit_code_from(end_->exit)) {
        problem("bad_exit_code", fmt::format("{} is not an exit code of ITK", end_->exit));
      }
    }
    ++records_;
    hash_.update(line);
    hash_.update("\n");
  }

  void close_segment() {
    const Place at{end_line_, 1};
    if (end_ && (end_->written != counted_ || end_->sha256 != digest_)) {
      problems_.warning(
          file_, at, "filtered",
          end_->written != counted_
              ? fmt::format("{} records stand before this end, which counts {}: the stream was filtered "
                            "or edited, and never becomes a baseline",
                            counted_, end_->written)
              : "the bytes before this end are not those that it hashed: the stream was edited, and never "
                "becomes a baseline");
    }
    if (end_ && (end_->filtered || end_->cut)) {
      problems_.warning(
          file_, at, end_->cut ? "was_cut" : "filtered",
          fmt::format("{} says that what it read had been {}", end_->stage, end_->cut ? "cut" : "filtered or edited"));
    }
    in_ends_ = false;
    records_ = 0;
    hash_.finish();
  }

  std::string file_;
  SchemaChecker& schemas_;
  Problems& problems_;
  json::Parser parser_;
  std::int64_t number_ = 0;
  std::size_t reported_ = 0;

  bool in_ends_ = false;
  std::optional<model::End> end_;
  std::int64_t end_line_ = 0;
  std::int64_t records_ = 0, counted_ = 0;
  Sha256 hash_;
  std::string digest_;
};

}  // namespace

Status validate_stream(const std::string& file, LineReader& lines, SchemaChecker& schemas, Problems& problems) {
  StreamChecker checker(file, schemas, problems);
  while (!checker.is_full()) {
    ITK_TRY_ASSIGN(const std::optional<std::string_view> line, lines.next());
    if (!line) {
      checker.finish();
      break;
    }
    checker.check(*line, static_cast<std::int64_t>(lines.line_number()), lines.was_terminated());
  }
  return {};
}

}  // namespace itk::invoke
