// What is wrong with targets.json and with fixtures: their JSON, and what the schemas say.
#pragma once

#include <string>
#include <string_view>

#include "itk-invoke/problem.h"
#include "itk-invoke/schema_check.h"

namespace itk::invoke {

void validate_targets(const std::string& file, std::string_view text, SchemaChecker& schemas, Problems& problems);

// A fixture is evidence of any form, line by line; what has a span_id is a span.
void validate_fixture(const std::string& file, std::string_view text, SchemaChecker& schemas, Problems& problems);

}  // namespace itk::invoke
