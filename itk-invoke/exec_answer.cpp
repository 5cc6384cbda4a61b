#include "itk-invoke/exec_answer.h"

#include <fmt/core.h>

#include "common/base/text.h"
#include "itk-invoke/exec_command.h"

namespace itk::invoke {
namespace {

constexpr std::size_t k_last_words = 500;
constexpr int k_first_signal = 128;

std::string how_it_ended(int status) {
  return status > k_first_signal ? fmt::format("was ended by signal {}", status - k_first_signal)
                                 : fmt::format("ended with status {}", status);
}

}  // namespace

void read_program_answer(const ProgramOutcome& outcome, Receipt& receipt) {
  receipt.status = "ok";
  std::string_view said = outcome.out;
  if (said.ends_with('\n')) {
    said.remove_suffix(said.ends_with("\r\n") ? 2 : 1);
  }
  if (!said.empty()) {
    json::Payload payload = json::make_payload(said);
    receipt.response = std::move(payload.json);
    receipt.enc = std::move(payload.encoding);
  }
}

Error exit_error(const std::string& program, const ProgramOutcome& outcome) {
  const std::string_view said = trim(outcome.err.empty() ? outcome.out : outcome.err);
  return {ErrorClass::Validation,
          ExitCode::Failed,
          "program_exit",
          fmt::format("{} {}{}{}", program, how_it_ended(outcome.exit_status),
                      said.empty() ? " and said nothing" : ": ", end_of(said, k_last_words)),
          {},
          {}};
}

std::optional<model::Event> stderr_event(const std::string& program, const ProgramOutcome& outcome,
                                         const Identity& identity, Timestamp now) {
  if (trim(outcome.err).empty()) {
    return std::nullopt;
  }
  model::Event event;
  event.id = identity.nonce + "-stderr";
  event.source = "exec-stderr";
  event.kind = model::event_kind::k_log;
  event.time = now;
  event.component = "exec:" + program;
  json::Payload payload = json::make_payload(outcome.err);
  event.payload = std::move(payload.json);
  event.enc = std::move(payload.encoding);
  event.text = event.enc.empty() ? outcome.err : "";
  return event;
}

}  // namespace itk::invoke
