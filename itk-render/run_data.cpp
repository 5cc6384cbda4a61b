#include "itk-render/run_data.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace itk::render {
namespace {

class Collector {
 public:
  explicit Collector(Stage& stage) : stage_(stage) {}

  RunData collect();

 private:
  Status read_all();
  Status take(const Incoming& incoming);
  Status keep_line(const Incoming& incoming);
  void take_end(const model::End& end, std::string_view line);
  Execution& execution(const std::string& inv, const std::string& trace = "");
  void learn_case(Execution& execution, const std::string& case_id);
  void group_into_cases();
  void attach_verdicts();
  Case& case_of(const std::string& run, const std::string& id);
  Case* find_case(const model::Verdict& verdict);
  std::string only_run() const { return data_.runs.size() == 1 ? data_.runs.front().run : std::string(); }

  Stage& stage_;
  RunData data_;
  std::vector<Execution> executions_;
  std::unordered_map<std::string, std::size_t> index_of_;  // key of an execution -> place in executions_
  std::vector<model::Verdict> verdicts_;
  std::map<std::pair<std::string, std::string>, std::size_t> case_index_;
};

Execution& Collector::execution(const std::string& inv, const std::string& trace) {
  const std::string& key = inv.empty() ? trace : inv;
  const auto [found, is_new] = index_of_.try_emplace(key, executions_.size());
  if (is_new) {
    executions_.emplace_back().key = key;
  }
  return executions_[found->second];
}

void Collector::learn_case(Execution& execution, const std::string& case_id) {
  if (execution.case_id.empty()) {
    execution.case_id = case_id;
  }
}

// Keeps the line with its owner, read without its schema, so that records of later versions find their case too.
Status Collector::keep_line(const Incoming& incoming) {
  ITK_TRY_ASSIGN(const auto* members, stage_.parser().object(incoming.line));
  const auto text_of = [&](std::string_view name) {
    const json::Value* value = json::find(*members, name);
    return value != nullptr && value->kind == json::Kind::String ? std::string(value->text) : std::string();
  };
  Line line{std::string(incoming.line), incoming.tag.type, text_of("inv"), text_of("case")};
  if (line.execution.empty()) {
    line.execution = text_of("trace");
  }
  data_.uses_fixtures = data_.uses_fixtures || text_of("mode") == "dev-fixtures";
  data_.uses_custom_endpoint = data_.uses_custom_endpoint || text_of("endpoint") == "custom";
  data_.lines.push_back(std::move(line));
  return {};
}

Status Collector::take(const Incoming& incoming) {
  if (incoming.is("run")) {
    ITK_TRY_ASSIGN(model::Run run, stage_.read<model::Run>(incoming));
    data_.runs.push_back(std::move(run));
  } else if (incoming.is("invocation")) {
    ITK_TRY_ASSIGN(model::Invocation turn, stage_.read<model::Invocation>(incoming));
    Execution& owner = execution(turn.inv);
    learn_case(owner, turn.case_id);
    owner.run = turn.run;
    owner.name = turn.name;
    owner.iteration = turn.iteration;
    owner.turns.push_back(std::move(turn));
  } else if (incoming.is("answer")) {
    ITK_TRY_ASSIGN(model::Answer answer, stage_.read<model::Answer>(incoming));
    execution(answer.inv).answers.push_back(std::move(answer));
  } else if (incoming.is("collection")) {
    ITK_TRY_ASSIGN(model::Collection collection, stage_.read<model::Collection>(incoming));
    auto& owner = collection.inv.empty() ? data_.collections : execution(collection.inv).collections;
    owner.push_back(std::move(collection));
  } else if (incoming.is("span")) {
    ITK_TRY_ASSIGN(model::Span span, stage_.read<model::Span>(incoming));
    execution(span.inv, span.trace).spans.push_back(std::move(span));
  } else if (incoming.is("trace")) {
    ITK_TRY_ASSIGN(model::Trace trace, stage_.read<model::Trace>(incoming));
    Execution& owner = execution(trace.inv, trace.trace);
    learn_case(owner, trace.case_id);
    owner.iteration = trace.iteration.value_or(owner.iteration);
    owner.traces.push_back(std::move(trace));
  } else if (incoming.is("check")) {
    ITK_TRY_ASSIGN(model::Check check, stage_.read<model::Check>(incoming));
    Execution& owner = execution(check.inv);
    learn_case(owner, check.case_id);
    owner.checks.push_back(std::move(check));
  } else if (incoming.is("verdict")) {
    ITK_TRY_ASSIGN(model::Verdict verdict, stage_.read<model::Verdict>(incoming));
    verdicts_.push_back(std::move(verdict));
  } else if (incoming.is("commit")) {
    ITK_TRY_ASSIGN(model::Commit commit, stage_.read<model::Commit>(incoming));
    data_.commits.push_back(std::move(commit));
  } else if (incoming.is("error")) {
    ITK_TRY_ASSIGN(model::ErrorRecord error, stage_.read<model::ErrorRecord>(incoming));
    auto& owner = error.inv.empty() ? data_.errors : execution(error.inv).errors;
    owner.push_back(std::move(error));
  }
  return {};
}

void Collector::take_end(const model::End& end, std::string_view line) {
  data_.lines.push_back({std::string(line), "end", "", ""});
  data_.is_filtered = data_.is_filtered || end.filtered;
  if (end.stage != stage_.name()) {
    data_.ends.push_back(end);
  }
}

Status Collector::read_all() {
  stage_.on_end([this](const model::End& end, std::string_view line) { take_end(end, line); });
  Incoming incoming;
  for (;;) {
    ITK_TRY_ASSIGN(const bool more, stage_.next(incoming));
    if (!more) {
      return {};
    }
    ITK_TRY(keep_line(incoming));
    ITK_TRY(take(incoming));
    ITK_TRY(stage_.pass(incoming));
  }
}

Case& Collector::case_of(const std::string& run, const std::string& id) {
  const auto [found, is_new] = case_index_.try_emplace({run, id}, data_.cases.size());
  if (is_new) {
    Case& added = data_.cases.emplace_back();
    added.run = run;
    added.id = id;
  }
  return data_.cases[found->second];
}

void Collector::group_into_cases() {
  for (Execution& execution : executions_) {
    if (execution.run.empty()) {
      execution.run = only_run();
    }
    Case& owner = case_of(execution.run, execution.case_id.empty() ? execution.key : execution.case_id);
    if (owner.name.empty()) {
      owner.name = execution.name;
    }
    owner.executions.push_back(std::move(execution));
  }
}

// By the executions that it lists, else by run and case, else by the case alone.
Case* Collector::find_case(const model::Verdict& verdict) {
  const auto matches = [&](const auto& predicate) -> Case* {
    const auto found = std::find_if(data_.cases.begin(), data_.cases.end(), predicate);
    return found == data_.cases.end() ? nullptr : &*found;
  };
  if (!verdict.inv.empty()) {
    const auto holds = [&](const Case& c) {
      return std::any_of(c.executions.begin(), c.executions.end(),
                         [&](const Execution& e) { return e.key == verdict.inv.front(); });
    };
    if (Case* found = matches(holds)) {
      return found;
    }
  }
  const auto indexed = case_index_.find({verdict.run.empty() ? only_run() : verdict.run, verdict.case_id});
  if (indexed != case_index_.end()) {
    return &data_.cases[indexed->second];
  }
  return matches([&](const Case& c) { return c.id == verdict.case_id && (verdict.run.empty() || c.run.empty()); });
}

void Collector::attach_verdicts() {
  for (model::Verdict& verdict : verdicts_) {
    Case* owner = find_case(verdict);
    if (owner == nullptr) {
      owner = &case_of(verdict.run.empty() ? only_run() : verdict.run, verdict.case_id);
    }
    if (!verdict.name.empty()) {
      owner->name = verdict.name;
    }
    owner->verdict = std::move(verdict);
  }
}

RunData Collector::collect() {
  const Status status = read_all();
  stage_.on_end({});
  if (!status) {
    data_.broken = status.error();
  }
  data_.is_cut = stage_.is_cut() || data_.broken;
  data_.is_filtered = data_.is_filtered || stage_.is_filtered();
  group_into_cases();
  attach_verdicts();
  for (Case& c : data_.cases) {
    if (c.executions.empty()) {
      Execution& nothing = c.executions.emplace_back();
      nothing.run = c.run;
      nothing.case_id = c.id;
      nothing.name = c.name;
    }
    std::stable_sort(c.executions.begin(), c.executions.end(),
                     [](const Execution& a, const Execution& b) { return a.iteration < b.iteration; });
  }
  return std::move(data_);
}

}  // namespace

std::string RunData::title() const {
  for (const model::Run& run : runs) {
    if (!run.suite.empty()) {
      return run.suite;
    }
  }
  if (cases.size() == 1) {
    return cases.front().name.empty() ? cases.front().id : cases.front().name;
  }
  return "ITK run";
}

RunData collect(Stage& stage) { return Collector(stage).collect(); }

}  // namespace itk::render
