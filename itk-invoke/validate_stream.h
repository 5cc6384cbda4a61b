// What is wrong with a saved stream: its records, and whether it is whole. Line by line; memory does not grow with it.
#pragma once

#include "common/base/line_reader.h"
#include "itk-invoke/problem.h"
#include "itk-invoke/schema_check.h"

namespace itk::invoke {

// An error means that reading failed; what is wrong with the records is in `problems`.
Status validate_stream(const std::string& file, LineReader& lines, SchemaChecker& schemas, Problems& problems);

}  // namespace itk::invoke
