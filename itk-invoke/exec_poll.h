// Looks at a job by running a program.
#pragma once

#include <memory>

#include "itk-invoke/http_reader.h"
#include "itk-invoke/until.h"

namespace itk::invoke {

// `until` with a command. Null: there were problems.
std::unique_ptr<Poll> compile_program_poll(const Case& test_case, const settings::Settings& settings,
                                           const Complain& complain);

}  // namespace itk::invoke
