#include "itk-invoke/hooks.h"

#include <fmt/core.h>

#include "common/base/text.h"
#include "itk-invoke/program.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_shown = 500;  // of the end of what a hook said

std::string last_words(const ProgramOutcome& outcome) {
  const std::string_view said = trim(outcome.err.empty() ? outcome.out : outcome.err);
  return said.empty() ? " and said nothing"
                      : fmt::format(": {}", said.substr(said.size() > k_shown ? said.size() - k_shown : 0));
}

Environment environment_of(const Case& test_case, const Execution& execution, Environment environment) {
  const LateValues& values = execution.values;
  environment.set("ITK_RUN_ID", values.run_id);
  environment.set("ITK_INV", values.inv);
  environment.set("ITK_CASE", test_case.id);
  environment.set("ITK_ITERATION", std::to_string(values.iteration));
  environment.set("ITK_NONCE", values.nonce);
  return environment;
}

}  // namespace

Task<Status> run_hooks(aws::Loop& loop, const Case& test_case, const std::vector<Hook>& hooks,
                       const Execution& execution, const Environment& environment) {
  for (const Hook& hook : hooks) {
    ProgramCall call;
    for (const std::string& word : hook.argv) {
      call.argv.push_back(LateText::plain(word).render(execution.values));
    }
    call.environment = environment_of(test_case, execution, environment);
    call.deadline = Timestamp{loop.clock().now().ns + hook.timeout_ms * 1'000'000};
    const std::string where = fmt::format("{}:{}:{}", test_case.file, hook.at.line, hook.at.column);
    Result<ProgramOutcome> outcome = co_await run_program(loop, std::move(call));
    if (!outcome) {
      co_return tl::make_unexpected(with_context(std::move(outcome).error(), where));
    }
    if (outcome->exit_status != 0) {
      co_return tl::make_unexpected(
          usage_error("hook_failed", fmt::format("{}: {} ended with status {}{}", where, hook.argv[0],
                                                 outcome->exit_status, last_words(*outcome))));
    }
  }
  co_return Status();
}

}  // namespace itk::invoke
