// What a saved stream of itk-invoke says of a run that was cut off: what was answered, and what is unknown because it
// was about to be sent when the run ended.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "common/model/records.h"

namespace itk::invoke {

// An execution that has an invocation and no answer.
struct Unknown {
  model::Invocation invocation;    // of the turn that has none
  std::vector<std::string> lines;  // all that the stream holds of the execution, that invocation included
};

struct Resumed {
  model::Run run;
  // Of the executions that were answered, in order: invocations, events that came with the answer, answers.
  std::vector<std::string> lines;
  std::set<std::pair<std::string, std::int64_t>> answered;          // case and iteration
  std::map<std::pair<std::string, std::int64_t>, Unknown> unknown;  // by case and iteration
};

// Holds the lines of all that was answered. A last line that was cut in the middle counts as not written; a stream
// without a `run` record is an error.
Result<Resumed> read_resumed(const std::string& file);

}  // namespace itk::invoke
