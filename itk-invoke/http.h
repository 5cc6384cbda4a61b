// The entrypoint `http`: any request to any HTTP API.
#pragma once

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_http(const Case& test_case, const settings::Settings& settings, Problems& problems);

}  // namespace itk::invoke
