// Record streams for tests of the stages behind itk-collect, whole with their `end` records, made by the code that the
// stages use themselves.
#pragma once

#include <string>
#include <vector>

#include "common/model/records.h"

namespace itk::test {

// What one stage of a hand-made pipeline writes: its records as lines, and how it exits.
struct SampleStage {
  std::string name;
  std::vector<std::string> lines;
  ExitCode exit = ExitCode::Ok;
};

// The stream behind the last of the stages: each reads what the one before it wrote, as in a pipe.
std::string pipe_stages(const std::vector<SampleStage>& stages);

// A suite of six cases against a custom endpoint: passed, warning (retries), failed (checks), error (a log was lost),
// error (could not be sent) and skipped.
std::string sample_run();

// A case whose every field tries to get out (markup, ids that climb, bidirectional overrides, odd times, a cycle of
// parents, a payload of 1 MB), and three whose ids want the names of other files.
std::string hostile_run();

// One case with this many spans over twelve components.
std::string large_run(std::size_t spans);

}  // namespace itk::test
