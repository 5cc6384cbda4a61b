#include "itk-invoke/exec.h"

#include "itk-invoke/exec_answer.h"
#include "itk-invoke/exec_command.h"
#include "itk-invoke/until.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

class ExecDelivery final : public Delivery {
 public:
  ExecDelivery(ExecCommand command, LateText input, bool input_is_json, std::unique_ptr<Until> until)
      : command_(std::move(command)),
        input_(std::move(input)),
        input_is_json_(input_is_json),
        until_(std::move(until)) {}

  std::string target() const override { return command_.text(); }
  RawJson request(const Execution& execution) const override {
    const std::string shown = input_.shown(execution.values);
    return RawJson{input_is_json_ || shown.empty() ? shown : json::quote(shown)};
  }
  std::vector<std::string> fetches() const override {
    std::vector<std::string> names = command_.fetches();
    for (const std::vector<std::string>& more :
         {input_.fetches(), until_ ? until_->fetches() : std::vector<std::string>()}) {
      names.insert(names.end(), more.begin(), more.end());
    }
    return names;
  }
  std::optional<aws::Service> service() const override { return std::nullopt; }
  Status connect(AwsAccess& aws) override { return until_ ? until_->connect(aws) : Status(); }

  Task<Delivered> send(Ways& ways, const Execution& execution) const override {
    ITK_CO_TRY(command_.check(execution.values));
    ITK_CO_TRY(input_.check(execution.values));
    ProgramCall call = command_.call(execution, input_.render(execution.values));
    Receipt receipt;
    receipt.attempts = 1;
    Result<ProgramOutcome> outcome = co_await run_program(ways.loop, std::move(call));
    if (!outcome) {
      co_return tl::make_unexpected(DeliveryFailure(std::move(outcome).error(), std::move(receipt)));
    }
    if (auto event = stderr_event(command_.name(), *outcome, execution.identity, ways.loop.clock().now())) {
      ITK_CO_TRY(ways.emit(std::move(*event)));
    }
    read_program_answer(*outcome, receipt);
    if (outcome->exit_status != 0) {
      co_return tl::make_unexpected(DeliveryFailure(exit_error(command_.name(), *outcome), std::move(receipt)));
    }
    if (!until_) {
      co_return receipt;
    }
    FirstAnswer first{std::move(receipt), std::move(outcome->out), "", ""};
    co_return co_await until_->wait(ways, execution, std::move(first));
  }

 private:
  ExecCommand command_;
  LateText input_;
  bool input_is_json_;
  std::unique_ptr<Until> until_;
};

}  // namespace

std::unique_ptr<Delivery> compile_exec(const Case& test_case, const settings::Settings& settings, Problems& problems) {
  const Complain complain = [&](Place at, std::string code, std::string message) {
    problems.live(test_case.file, at, std::move(code), std::move(message));
  };
  YamlNode target = test_case.target;
  target.at = target.is_null() ? test_case.entrypoint_at : target.at;
  check_keys(target, "entrypoint.target", {"command", "folder", "environment"}, complain);
  std::optional<ExecCommand> command = ExecCommand::read(test_case, target, "entrypoint.target", settings, complain);
  std::unique_ptr<Until> until = compile_until(test_case, settings, {}, problems);
  if (!command || (test_case.until.is_map() && !until)) {
    return nullptr;
  }
  const YamlNode& payload = test_case.payload;
  const bool is_text = payload.is_null() || (payload.is_scalar() && scalar_type(payload) == ScalarType::Text);
  std::vector<YamlProblem> said_before;  // when the case was read
  LateText input = is_text ? LateText::plain(payload.text) : LateText::json(to_json(payload, said_before));
  return std::make_unique<ExecDelivery>(std::move(*command), std::move(input), !is_text, std::move(until));
}

}  // namespace itk::invoke
