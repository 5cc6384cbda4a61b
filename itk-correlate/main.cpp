#include <CLI/CLI.hpp>

#include "common/stage/run.h"
#include "itk-correlate/correlate.h"

int main(int argc, char** argv) {
  itk::correlate::Options options;
  const itk::ToolInfo info{.name = "itk-correlate",
                           .summary = "Builds spans and traces from the events of each invocation.",
                           .writes = {"span", "trace"}};
  const auto declare = [&](CLI::App& app) {
    app.add_flag("--keep-events", options.keep_events, "Pass the events on as well");
  };
  const auto work = [&](itk::Stage& stage, itk::World&) { return itk::correlate::correlate(stage, options); };
  return itk::run_tool(info, argc, argv, declare, work);
}
