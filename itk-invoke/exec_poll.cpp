#include "itk-invoke/exec_poll.h"

#include "itk-invoke/exec_answer.h"
#include "itk-invoke/exec_command.h"

namespace itk::invoke {
namespace {

class ProgramPoll final : public Poll {
 public:
  explicit ProgramPoll(ExecCommand command) : command_(std::move(command)) {}

  std::vector<std::string> fetches() const override { return command_.fetches(); }
  Status connect(AwsAccess&) override { return {}; }

  Task<Sight> look(Ways& ways, const Execution& execution, const FirstAnswer&) const override {
    Sight sight;
    sight.receipt.attempts = 1;
    if (const Status ready = command_.check(execution.values); !ready) {
      sight.error = ready.error();
      co_return sight;
    }
    Result<ProgramOutcome> outcome = co_await run_program(ways.loop, command_.call(execution, ""));
    if (!outcome) {
      // Its deadline is that of the wait, which says what was last seen.
      sight.may_pass = outcome.error().code == "program_timeout";
      sight.error = std::move(outcome).error();
      co_return sight;
    }
    sight.is_answer = true;
    sight.number = outcome->exit_status;
    read_program_answer(*outcome, sight.receipt);
    if (outcome->exit_status != 0) {
      sight.error = exit_error(command_.name(), *outcome);
    }
    sight.body = std::move(outcome->out);
    co_return sight;
  }

 private:
  ExecCommand command_;
};

}  // namespace

std::unique_ptr<Poll> compile_program_poll(const Case& test_case, const settings::Settings& settings,
                                           const Complain& complain) {
  std::optional<ExecCommand> command = ExecCommand::read(test_case, test_case.until, "until", settings, complain);
  return command ? std::make_unique<ProgramPoll>(std::move(*command)) : nullptr;
}

}  // namespace itk::invoke
