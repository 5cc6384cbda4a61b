#include "itk-invoke/plan_file.h"

#include <fmt/core.h>

#include <map>

#include "common/base/line_reader.h"
#include "common/model/records.h"
#include "common/model/tag.h"

namespace itk::invoke {
namespace {

// Runs by case. The same case asked for twice (by two metrics) runs as often as the larger number says.
Result<std::map<std::string, std::int64_t>> read_runs(const std::string& file) {
  LineReader reader({file});
  json::Parser parser;
  std::map<std::string, std::int64_t> runs;
  for (;;) {
    ITK_TRY_ASSIGN(const std::optional<std::string_view> line, reader.next());
    if (!line) {
      return runs;
    }
    const auto in_context = [&](Error error) { return with_context(std::move(error), reader.position()); };
    const Result<model::Tag> tag = model::read_tag(parser, *line);
    if (!tag) {
      return tl::make_unexpected(in_context(tag.error()));
    }
    if (tag->type != "plan") {
      continue;
    }
    const Result<model::Plan> plan = model::read_record<model::Plan>(parser, *line);
    if (!plan) {
      return tl::make_unexpected(in_context(plan.error()));
    }
    std::int64_t& count = runs[plan->case_id];
    count = std::max(count, plan->runs);
  }
}

}  // namespace

Status follow_plan(const std::string& file, Plan& plan) {
  ITK_TRY_ASSIGN(auto runs, read_runs(file));
  if (runs.empty()) {
    return tl::make_unexpected(usage_error("empty_plan", fmt::format("--plan {}: it has no plan records", file)));
  }
  std::vector<PlannedCase> kept;
  for (PlannedCase& planned : plan.cases) {
    const auto asked = runs.find(planned.test_case.id);
    if (asked != runs.end() && asked->second > 0) {
      planned.test_case.repeat = asked->second;
      kept.push_back(std::move(planned));
      runs.erase(asked);
    }
  }
  for (const auto& [id, count] : runs) {
    plan.selected.warnings.push_back(fmt::format("--plan {}: there is no case {} among those selected", file, id));
  }
  plan.cases = std::move(kept);
  if (plan.cases.empty()) {
    return tl::make_unexpected(usage_error("no_cases", fmt::format("--plan {}: none of its cases is there", file)));
  }
  return {};
}

}  // namespace itk::invoke
