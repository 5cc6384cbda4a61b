#include <CLI/CLI.hpp>

#include "common/settings/settings.h"
#include "common/stage/run.h"
#include "itk-render/render.h"

int main(int argc, char** argv) {
  itk::render::RenderOptions options;
  const itk::ToolInfo info{
      .name = "itk-render",
      .summary = "Turns the records of a run into a folder of static pages and files that open from file://.",
      .writes = {},
      .is_sink = true,
  };
  const auto declare = [&](CLI::App& app) {
    app.add_option("--out", options.out,
                   "Folder of the artifacts; replaced as a whole if ITK wrote it, refused if it holds anything else")
        ->type_name("DIR")
        ->required();
    app.add_flag("--check", options.check, "Only see whether the folder can be written; read nothing");
  };
  const auto work = [&](itk::Stage& stage, itk::World& world) -> itk::Status {
    ITK_TRY_ASSIGN(const itk::settings::Settings settings, itk::settings::Settings::load({world.environment, ".", ""}));
    ITK_TRY_ASSIGN(itk::redact::Tripwire tripwire, itk::redact::Tripwire::make(settings.environment()));
    options.tripwire = std::make_shared<itk::redact::Tripwire>(std::move(tripwire));
    return itk::render::render(stage, options);
  };
  return itk::run_tool(info, argc, argv, declare, work);
}
