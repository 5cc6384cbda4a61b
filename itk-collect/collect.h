// The stage: invocations in, events and collections out. It waits for the evidence of the cases that it has
// read while it goes on reading, for in a live pipe itk-invoke is still sending.
#pragma once

#include <functional>

#include "common/redact/redactor.h"
#include "common/stage/run.h"
#include "itk-collect/cloudwatch_source.h"
#include "itk-collect/collector.h"
#include "itk-collect/options.h"
#include "itk-collect/progress.h"
#include "itk-collect/reading_check.h"

namespace itk::collect {

// What reaches out of the process; tests put theirs in its place.
struct Outside {
  // CloudWatch, by the settings.
  std::function<Result<std::unique_ptr<LogSource>>(const settings::Settings&, Clock&, const Logger&)> make_source;
  // What there is beside log groups, by name; what it gives is redacted. Empty: nothing.
  std::function<std::vector<SideSourceMaker>(const settings::Settings&, std::shared_ptr<redact::Redactor>, Clock&,
                                             const Logger&)>
      side_sources;
  // Where X-Ray puts segments (source_choice.h); empty: into X-Ray.
  std::function<Result<std::string>(const settings::Settings&, Clock&, const Logger&)> trace_destination;
  // Whether a window of these log groups may be read (reading_check.h).
  CheckReading check_reading;
  std::function<int()> interrupts;
  Progress::Write terminal;  // empty: stderr is none
};

Status collect(const Options& options, const Outside& outside, Stage& stage, World& world);

}  // namespace itk::collect
