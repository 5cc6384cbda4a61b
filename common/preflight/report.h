// preflight.md: what was checked before a run.
#pragma once

#include <string>

#include "common/preflight/preflight.h"

namespace itk::preflight {

std::string to_markdown(const Outcome& outcome, Timestamp now);

// The text with what Markdown would take for markup escaped, in one line.
std::string escape_markdown(std::string_view text);

}  // namespace itk::preflight
