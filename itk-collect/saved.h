// --read: evidence that was saved, instead of AWS. There are no invocations: the stream is a run, the events, and one
// collection for all of them. Memory: one file at a time, and 40 bytes for each event.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/redact/redactor.h"
#include "common/stage/run.h"

namespace itk::collect {

// A file that cannot be read is an error, and the others are read; one whose JSON breaks off makes the collection
// incomplete (exit 6), and is kept line by line.
Status read_saved(const std::vector<std::string>& files, redact::Redactor& redactor, Stage& stage, World& world);

}  // namespace itk::collect
