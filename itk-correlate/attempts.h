// Retries: calls of the same operation under the same parent, where the one before failed.
#pragma once

#include <vector>

#include "itk-correlate/span_builder.h"

namespace itk::correlate {

// Numbers the attempts of operations whose source does not.
void number_attempts(std::vector<Draft>& drafts);

}  // namespace itk::correlate
