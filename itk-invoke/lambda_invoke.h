// lambda_invoke: Invoke of a Lambda function with the payload as it stands.
#pragma once

#include <memory>

#include "itk-invoke/entrypoint.h"

namespace itk::invoke {

std::unique_ptr<Delivery> compile_lambda_invoke(const Case& test_case, const settings::Settings& settings,
                                                Problems& problems);

}  // namespace itk::invoke
