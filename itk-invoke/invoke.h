// itk-invoke: cases in, `run`, `invocation`, `event` and `answer` records out, and what the cases say sent to where they say.
//
// Holds all cases (some KiB each), because none may be sent while one of them has a problem.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/stage/run.h"
#include "common/stage/stage.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/selection.h"

namespace itk::invoke {

struct Options {
  std::vector<std::string> cases;  // files and folders; none: ITK_CASES_DIR
  std::string mode;                // "live", "dev-fixtures"; empty: ITK_MODE, else live
  std::string suite;               // empty: the name of the folder, where one is named
  std::string run_id;              // a ULID; empty: a new one
  Selection selection;
  std::int64_t iterations = 1;
  bool dry_run = false;
  std::string folder = ".";  // where the search for .env and targets.json begins
  std::string env_file;      // read instead of the .env that the search finds
  aws::ConfigOptions aws;
};

// What a run touches beside its World; tests put others in their place.
struct Outside {
  AwsAccess::MakeTransport make_transport;
  std::function<bool()> interrupted;  // whether Ctrl-C was pressed
};

Status invoke(const Options& options, const Outside& outside, Stage& stage, World& world);

}  // namespace itk::invoke
