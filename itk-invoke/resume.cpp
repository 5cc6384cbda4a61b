#include "itk-invoke/resume.h"

#include <fmt/core.h>

#include <optional>

#include "common/base/line_reader.h"
#include "common/model/tag.h"

namespace itk::invoke {
namespace {

// One execution, with all that the stream holds of it.
struct Recorded {
  std::vector<std::string> lines;
  model::Invocation last;    // of the last turn that was begun
  bool is_answered = false;  // that turn
};

class StreamReader {
 public:
  explicit StreamReader(const std::string& file) : file_(file), reader_({file}) {}

  Result<Resumed> read() {
    for (;;) {
      ITK_TRY_ASSIGN(const std::optional<std::string_view> line, reader_.next());
      if (!line) {
        break;
      }
      Status taken = take(*line);
      if (!taken && reader_.was_terminated()) {
        return tl::make_unexpected(with_context(std::move(taken).error(), reader_.position()));
      }
    }
    if (!run_) {
      return tl::make_unexpected(contract_error(
          "no_run", fmt::format("--resume {}: there is no run record; give the stream that itk-invoke wrote", file_)));
    }
    return collect();
  }

 private:
  Status take(std::string_view line) {
    ITK_TRY_ASSIGN(const model::Tag tag, model::read_tag(parser_, line));
    if (tag.type == "run") {
      ITK_TRY_ASSIGN(model::Run run, model::read_record<model::Run>(parser_, line));
      if (run_ && run_->run != run.run) {
        return tl::make_unexpected(contract_error("several_runs", "another run begins here; resume one at a time"));
      }
      run_ = std::move(run);
    } else if (tag.type == "invocation") {
      ITK_TRY_ASSIGN(model::Invocation invocation, model::read_record<model::Invocation>(parser_, line));
      begin(std::move(invocation), line);
    } else if (tag.type == "answer") {
      ITK_TRY_ASSIGN(const model::Answer answer, model::read_record<model::Answer>(parser_, line));
      Recorded& recorded = executions_[answer.inv];
      recorded.is_answered = true;
      recorded.lines.emplace_back(line);
    } else if (tag.type == "event") {
      ITK_TRY_ASSIGN(const model::Event event, model::read_record<model::Event>(parser_, line));
      // What came with an answer bears the nonce in its id; everything else is read again.
      if (!event.inv.empty() && event.id.starts_with("itk-")) {
        executions_[event.inv].lines.emplace_back(line);
      }
    }
    return {};
  }

  void begin(model::Invocation invocation, std::string_view line) {
    const auto [known, is_new] = executions_.try_emplace(invocation.inv);
    if (is_new) {
      order_.push_back(invocation.inv);
    }
    Recorded& recorded = known->second;
    recorded.lines.emplace_back(line);
    recorded.last = std::move(invocation);
    recorded.is_answered = false;
  }

  Resumed collect() {
    Resumed resumed;
    resumed.run = std::move(*run_);
    for (const std::string& inv : order_) {
      Recorded& recorded = executions_[inv];
      const std::pair key(recorded.last.case_id, recorded.last.iteration);
      if (recorded.is_answered) {
        resumed.answered.insert(key);
        std::move(recorded.lines.begin(), recorded.lines.end(), std::back_inserter(resumed.lines));
      } else {
        resumed.unknown.emplace(key, Unknown{std::move(recorded.last), std::move(recorded.lines)});
      }
    }
    return resumed;
  }

  const std::string& file_;
  LineReader reader_;
  json::Parser parser_;
  std::optional<model::Run> run_;
  std::map<std::string, Recorded> executions_;  // by inv
  std::vector<std::string> order_;
};

}  // namespace

Result<Resumed> read_resumed(const std::string& file) { return StreamReader(file).read(); }

}  // namespace itk::invoke
