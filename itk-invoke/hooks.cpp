#include "itk-invoke/hooks.h"

#include <fmt/core.h>

#include "common/base/text.h"
#include "itk-invoke/exec_command.h"
#include "itk-invoke/program.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_shown = 500;  // of the end of what a hook said

std::string last_words(const ProgramOutcome& outcome) {
  const std::string_view said = trim(outcome.err.empty() ? outcome.out : outcome.err);
  return said.empty() ? " and said nothing" : fmt::format(": {}", end_of(said, k_shown));
}

Result<ProgramCall> call_of(const Case& test_case, const Hook& hook, const Execution& execution,
                            const Environment& environment, Timestamp now) {
  ProgramCall call;
  for (const std::string& word : hook.argv) {
    const LateText text = LateText::plain(word);
    ITK_TRY(text.check(execution.values));
    call.argv.push_back(text.render(execution.values));
  }
  call.environment = environment;
  add_identity(call.environment, test_case.id, execution);
  call.environment.set("ITK_NONCE", execution.values.nonce);
  call.deadline = Timestamp{now.ns + hook.timeout_ms * 1'000'000};
  return call;
}

}  // namespace

Task<Status> run_hooks(aws::Loop& loop, const Case& test_case, const std::vector<Hook>& hooks,
                       const Execution& execution, const Environment& environment) {
  for (const Hook& hook : hooks) {
    const std::string where = fmt::format("{}:{}:{}", test_case.file, hook.at.line, hook.at.column);
    Result<ProgramCall> call = call_of(test_case, hook, execution, environment, loop.clock().now());
    if (!call) {
      co_return tl::make_unexpected(with_context(std::move(call).error(), where));
    }
    Result<ProgramOutcome> outcome = co_await run_program(loop, std::move(*call));
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
