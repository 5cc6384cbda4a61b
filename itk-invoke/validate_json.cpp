#include "itk-invoke/validate_json.h"

#include <fmt/core.h>

#include <map>

#include "common/base/nearest.h"
#include "common/base/text.h"
#include "common/base/time.h"
#include "common/settings/settings.h"
#include "itk-invoke/json_document.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

const std::vector<std::string> k_target_keys = {"sqs_queue_url",
                                                "log_groups",
                                                "aws_region",
                                                "lambda_function_name",
                                                "target_lambda_arn",
                                                "bedrock_agent_id",
                                                "bedrock_agent_alias_id",
                                                "env"};

void add(const std::string& file, std::vector<YamlProblem> found, std::int64_t line, Problems& problems) {
  for (YamlProblem& problem : found) {
    problem.at.line += line - 1;
    problems.error(file, problem.at, std::move(problem.code), std::move(problem.message));
  }
}

void check_target(const std::string& file, const YamlEntry& entry, Problems& problems) {
  if (entry.value.is_scalar() && settings::is_unfilled(entry.value.text)) {
    problems.warning(file, entry.value.at, "unfilled",
                     fmt::format("\"{}\" still has to be filled in; it counts as absent", entry.key));
  }
  const std::vector<std::string> near = nearest_names(entry.key, k_target_keys, 1);
  if (!near.empty() && near[0] != entry.key && edit_distance(entry.key, near[0]) <= 2) {
    problems.warning(file, entry.at, "near_miss",
                     fmt::format("\"{}\" is a key that no tool reads; did you mean \"{}\"?", entry.key, near[0]));
  }
}

class FixtureChecker {
 public:
  FixtureChecker(const std::string& file, SchemaChecker& schemas, Problems& problems)
      : file_(file), schemas_(schemas), problems_(problems) {}

  void check(std::string_view line, std::int64_t number) {
    if (trim(line).empty()) {
      return;
    }
    ++lines_;
    if (trim(line)[0] != '{') {
      return;  // a line of a log
    }
    YamlDocument document = parse_json_document(line);
    const YamlNode* id = document.root.find("span_id");
    if (!document.problems.empty()) {
      add(file_, std::move(document.problems), number, problems_);
    } else if (id != nullptr) {
      check_span(document.root, number);
    }
  }

  void finish() {
    if (lines_ == 0) {
      problems_.error(file_, {}, "no_evidence", "the fixture is empty; record evidence in it, or remove it");
    }
    for (const auto& [parent, at] : parents_) {
      if (spans_.count(parent) == 0) {
        problems_.warning(file_, at, "no_parent", fmt::format("no span of this fixture is \"{}\"", parent));
      }
    }
  }

 private:
  void check_span(YamlNode& span, std::int64_t number) {
    add(file_, schemas_.check("fixture", span), number, problems_);
    for (YamlEntry& member : span.entries) {
      member.value.at.line += number - 1;
      const YamlNode& value = member.value;
      if ((member.key == "ts_start" || member.key == "ts_end") && value.is_scalar() && !parse_rfc3339(value.text)) {
        problems_.warning(file_, value.at, "bad_time",
                          fmt::format("\"{}\" is no RFC 3339 time like 2026-11-20T08:00:00.000Z", member.key));
      }
      if (member.key == "parent_span_id" && value.is_scalar()) {
        parents_.emplace_back(value.text, value.at);
      }
    }
    const YamlNode& id = *span.find("span_id");
    const auto [first, is_new] = spans_.emplace(id.text, id.at.line);
    if (!is_new) {
      problems_.warning(file_, id.at, "duplicate_span",
                        fmt::format("the span \"{}\" stands in line {}, too", id.text, first->second));
    }
  }

  const std::string& file_;
  SchemaChecker& schemas_;
  Problems& problems_;
  std::size_t lines_ = 0;
  std::map<std::string, std::int64_t> spans_;
  std::vector<std::pair<std::string, Place>> parents_;
};

}  // namespace

void validate_targets(const std::string& file, std::string_view text, SchemaChecker& schemas, Problems& problems) {
  YamlDocument document = parse_json_document(text);
  const bool is_whole = document.is_whole();
  add(file, std::move(document.problems), 1, problems);
  if (!is_whole) {
    return;
  }
  if (!document.root.is_map()) {
    problems.error(file, document.root.at, "bad_targets",
                   fmt::format("targets are one object like {{\"sqs_queue_url\":\"https://...\"}}, not {}",
                               describe(document.root)));
    return;
  }
  add(file, schemas.check("targets", document.root), 1, problems);
  for (const YamlEntry& entry : document.root.entries) {
    check_target(file, entry, problems);
  }
}

void validate_fixture(const std::string& file, std::string_view text, SchemaChecker& schemas, Problems& problems) {
  FixtureChecker checker(file, schemas, problems);
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    checker.check(text.substr(0, end), number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  checker.finish();
}

}  // namespace itk::invoke
