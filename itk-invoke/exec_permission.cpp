#include "itk-invoke/exec_permission.h"

#include <fmt/format.h>

namespace itk::invoke {

std::optional<ExecUse> exec_use(const Case& test_case) {
  if (test_case.entrypoint == "exec") {
    return ExecUse{test_case.entrypoint_at, "the entrypoint exec"};
  }
  if (const YamlEntry* command = test_case.until.entry("command")) {
    return ExecUse{command->at, "`until` with a command"};
  }
  if (!test_case.before.empty()) {
    return ExecUse{test_case.before[0].at, "a hook (before)"};
  }
  if (!test_case.after.empty()) {
    return ExecUse{test_case.after[0].at, "a hook (after)"};
  }
  return std::nullopt;
}

Status check_exec_permission(const std::vector<const Case*>& cases, bool is_allowed) {
  std::string uses;
  for (const Case* test_case : cases) {
    if (const std::optional<ExecUse> use = is_allowed ? std::nullopt : exec_use(*test_case)) {
      uses += fmt::format("{}{}:{}:{}: {}", uses.empty() ? "" : "; ", test_case->file, use->at.line, use->at.column,
                          use->what);
    }
  }
  if (uses.empty()) {
    return {};
  }
  return tl::make_unexpected(
      Error{ErrorClass::Auth,
            ExitCode::Refused,
            "exec_not_allowed",
            fmt::format("cases may run programs only with --allow-exec; add it if you trust these files: {}", uses),
            {},
            {}});
}

}  // namespace itk::invoke
