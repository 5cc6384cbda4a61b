// The entrypoint `exec`: a program that gets the payload on its stdin and answers on its stdout.
#pragma once

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_exec(const Case& test_case, const settings::Settings& settings, Problems& problems);

}  // namespace itk::invoke
