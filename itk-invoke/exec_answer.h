// What a program of a case left behind: its answer, why it failed, what it said beside.
#pragma once

#include <optional>
#include <string>

#include "itk-invoke/entrypoint.h"
#include "itk-invoke/program.h"

namespace itk::invoke {

// Its stdout, as an answer records it; a last line break is not part of it.
void read_program_answer(const ProgramOutcome& outcome, Receipt& receipt);

// "agent.py ended with status 3: <the end of its stderr>": class validation, exit 1.
Error exit_error(const std::string& program, const ProgramOutcome& outcome);

// Its stderr as evidence, of the component "exec:<program>"; nothing: it said nothing there.
std::optional<model::Event> stderr_event(const std::string& program, const ProgramOutcome& outcome,
                                         const Identity& identity, Timestamp now);

}  // namespace itk::invoke
