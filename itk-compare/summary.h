// The verdicts as a table for people.
#pragma once

#include <string>

#include "itk-compare/report.h"

namespace itk::compare {

// A line per case (mark, case, duration, reason) and one with the counts.
std::string format_summary(const Report& report);

}  // namespace itk::compare
