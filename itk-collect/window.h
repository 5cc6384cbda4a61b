// --since: all events of some log groups, and all traces of X-Ray, in a window of time, without invocations. The stream
// is a run, the events of one group after another in order of time, those of X-Ray, and one collection. Memory: one
// query's events and those of the 15 minutes before, in which the START of a Lambda request may lie.
#pragma once

#include "itk-collect/collect.h"
#include "itk-collect/tails.h"

namespace itk::collect {

// A group that cannot be read is an error in the stream and missing in the collection; the others are read. The first
// Ctrl-C ends the reading (exit 6).
Status collect_window(const Options& options, const settings::Settings& settings, const RuleBook& rules,
                      const Outside& outside, Sources& sources, redact::Redactor& redactor, Stage& stage, World& world);

}  // namespace itk::collect
