// itk-compare judges each case against what it expects: a `check` per expectation and invocation, a `verdict`
// per case.
//
// A filter over saved or live streams; judging a saved stream again costs nothing and gives the same
// verdicts. In a live pipe the checks of an iteration leave as soon as its trace is complete, and its spans
// are forgotten: memory is the open cases plus about 2 KiB per iteration. With --sorted all lines are held,
// so that the same records in any order give the same bytes: memory is the stream, plus 0.5 KiB per span.
#pragma once

#include <set>
#include <string_view>

#include "common/stage/stage.h"
#include "itk-compare/report.h"

namespace itk::compare {

// What makes the exit code negative.
enum class FailOn { Failed, Regressed, Missing, Incomplete, Inconclusive };

// "failed,incomplete"; "none" for nothing.
Result<std::set<FailOn>> parse_fail_on(std::string_view text);

struct Options {
  std::set<FailOn> fail_on = {FailOn::Failed, FailOn::Regressed, FailOn::Missing, FailOn::Incomplete};
};

// Reads the stream, writes checks and verdicts, passes everything on, and sets the exit code of the stage.
// The report is filled whatever happens, so that a broken stream leaves a JUnit file that says so, not the
// one of yesterday.
Status compare(Stage& stage, const Options& options, Report& report);

}  // namespace itk::compare
