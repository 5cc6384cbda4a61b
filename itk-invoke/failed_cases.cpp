#include "itk-invoke/failed_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "common/model/records.h"
#include "common/model/tag.h"
#include "itk-invoke/saved_stream.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

// What may hold the stream of a run in its folder, the one that says most first.
constexpr std::string_view k_names[] = {"run.jsonl", "run.jsonl.gz", "evidence.jsonl", "evidence.jsonl.gz"};

Result<std::string> find_stream(const std::string& run) {
  std::error_code ignored;
  if (!fs::is_directory(run, ignored)) {
    return run;
  }
  for (const std::string_view name : k_names) {
    const fs::path path = fs::path(run) / name;
    if (fs::is_regular_file(path, ignored)) {
      return path.lexically_normal().string();
    }
  }
  return tl::make_unexpected(
      usage_error("no_run", fmt::format("--rerun-failed {}: this folder has none of {}; name the "
                                        "saved stream of the run",
                                        run, fmt::join(k_names, ", "))));
}

class RunReader {
 public:
  Status read(LineReader& lines) {
    for (;;) {
      ITK_TRY_ASSIGN(const std::optional<std::string_view> line, lines.next());
      if (!line) {
        return {};
      }
      if (line->empty()) {
        continue;
      }
      if (Status taken = take(*line); !taken) {
        return tl::make_unexpected(with_context(std::move(taken).error(), lines.position()));
      }
    }
  }

  FailedCases finish(std::string file) const {
    FailedCases failed;
    failed.file = std::move(file);
    failed.has_verdicts = has_verdicts_;
    failed.cases = order_.size();
    for (const std::string& id : order_) {
      const State& state = cases_.at(id);
      if (has_verdicts_ ? state.has_failed : state.has_error || state.answers < state.invocations) {
        failed.ids.push_back(id);
      }
    }
    return failed;
  }

 private:
  struct State {
    bool has_failed = false;  // by its verdict
    bool has_error = false;   // by an answer
    std::size_t invocations = 0, answers = 0;
  };

  State& state(const std::string& id) {
    const auto [found, is_new] = cases_.try_emplace(id);
    if (is_new) {
      order_.push_back(id);
    }
    return found->second;
  }

  Status take(std::string_view line) {
    ITK_TRY_ASSIGN(const model::Tag tag, model::read_tag(parser_, line));
    if (tag.type == "verdict") {
      ITK_TRY_ASSIGN(const model::Verdict verdict, model::read_record<model::Verdict>(parser_, line));
      has_verdicts_ = true;
      const bool failed = verdict.status == "failed" || verdict.status == "error";
      state(verdict.case_id).has_failed = state(verdict.case_id).has_failed || failed;
    } else if (tag.type == "invocation") {
      ITK_TRY_ASSIGN(const model::Invocation sent, model::read_record<model::Invocation>(parser_, line));
      case_of_[sent.inv] = sent.case_id;
      ++state(sent.case_id).invocations;
    } else if (tag.type == "answer") {
      ITK_TRY_ASSIGN(const model::Answer answer, model::read_record<model::Answer>(parser_, line));
      if (const auto id = case_of_.find(answer.inv); id != case_of_.end()) {
        ++state(id->second).answers;
        state(id->second).has_error = state(id->second).has_error || answer.status == "error";
      }
    }
    return {};
  }

  json::Parser parser_;
  bool has_verdicts_ = false;
  std::vector<std::string> order_;
  std::map<std::string, State> cases_;
  std::map<std::string, std::string> case_of_;  // by inv
};

}  // namespace

Result<FailedCases> read_failed_cases(const std::string& run) {
  ITK_TRY_ASSIGN(const std::string file, find_stream(run));
  ITK_TRY_ASSIGN(SavedStream stream, SavedStream::open(file));
  RunReader reader;
  if (Status read = reader.read(stream.reader()); !read) {
    return tl::make_unexpected(with_context(std::move(read).error(), "--rerun-failed"));
  }
  return reader.finish(file);
}

}  // namespace itk::invoke
