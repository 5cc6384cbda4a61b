// What is wrong with a .env file. No message shows a value: it may be a secret.
#pragma once

#include <string>
#include <string_view>

#include "itk-invoke/problem.h"

namespace itk::invoke {

void validate_dotenv(const std::string& file, std::string_view text, Problems& problems);

}  // namespace itk::invoke
