// Whose request a line is that does not say, for logs that are all there: a log stream belongs to one environment,
// which works on one request at a time (see stream_requests.h).
#pragma once

#include <vector>

#include "common/logs/log_parser.h"

namespace itk::collect {

// The messages are in order of their file; those of one group and stream are one sequence, by their times where all
// have one (CloudWatch gives what is newest first where it was asked for that). Adds "lambda:<id>" to the ids of lines.
void name_requests(std::vector<logs::ParsedMessage>& messages);

}  // namespace itk::collect
