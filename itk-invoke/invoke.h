// itk-invoke: cases in, `run`, `invocation`, `event` and `answer` records out, and what the cases say sent to where they say.
//
// Holds all cases (some KiB each), because none may be sent while one of them has a problem.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/stage/run.h"
#include "common/stage/stage.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/pace.h"
#include "itk-invoke/preflight.h"
#include "itk-invoke/selection.h"

namespace itk::invoke {

struct Options {
  std::vector<std::string> cases;  // files and folders; none: ITK_CASES_DIR
  std::string mode;                // "live", "dev-fixtures"; empty: ITK_MODE, else live
  std::string suite;               // empty: the name of the folder, where one is named
  std::string run_id;              // a ULID; empty: a new one
  std::string resume;              // a saved stream, whose run goes on; empty: a new run
  Selection selection;
  std::string plan;  // a file with `plan` records: which cases, and how often; empty: none
  bool dry_run = false;
  PreflightOptions preflight;
  bool allow_exec = false;   // programs of the user's may run: the entrypoint exec, hooks
  std::string folder = ".";  // where the search for .env and targets.json begins
  std::string env_file;      // read instead of the .env that the search finds
  aws::ConfigOptions aws;

  // How often and how fast. A soak takes what is not said here from the settings.
  bool soak = false;
  std::optional<std::int64_t> iterations;  // of each case; absent: as often as the case says, else once
  std::chrono::milliseconds duration{0};   // no execution begins after it; 0: no such end
  bool continuous = false;                 // until it is interrupted
  PaceOptions pace;
  std::int64_t batch = 1;  // messages of different executions in one SendMessageBatch

  // What ends it before its time.
  std::vector<std::string> stop_on;
  std::optional<double> max_usd;
  std::optional<std::int64_t> max_tokens;
  std::string feedback;  // a FIFO with what the stages behind us say; empty: none
};

// What a run touches beside its World; tests put others in their place.
struct Outside {
  AwsAccess::MakeTransport make_transport;
  std::function<std::unique_ptr<aws::Loop>(const aws::TransportOptions&, Clock&)> make_loop;
  std::function<bool()> interrupted;  // whether Ctrl-C was pressed
};

Status invoke(const Options& options, const Outside& outside, Stage& stage, World& world);

}  // namespace itk::invoke
