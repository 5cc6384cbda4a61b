#include "common/stage/interrupts.h"
#include "common/stage/run.h"
#include "itk-invoke/invoke.h"
#include "itk-invoke/options.h"

int main(int argc, char** argv) {
  itk::ToolInfo info;
  info.name = "itk-invoke";
  info.summary = "Send what cases say to the system under test; write run, invocation, event and answer records.";
  info.writes = {"run", "invocation", "event", "answer"};
  info.reads = false;
  itk::invoke::Options options;
  const itk::invoke::Outside outside{itk::aws::make_curl_transport, itk::aws::make_curl_loop,
                                     [] { return itk::interrupts() > 0; }};
  return itk::run_tool(
      info, argc, argv, [&](CLI::App& app) { itk::invoke::declare_options(app, options); },
      [&](itk::Stage& stage, itk::World& world) { return itk::invoke::invoke(options, outside, stage, world); });
}
