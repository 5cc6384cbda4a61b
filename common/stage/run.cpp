#include "common/stage/run.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>

#include "common/base/nearest.h"
#include "common/base/version.h"
#include "common/stage/interrupts.h"

namespace itk {
namespace {

struct SharedOptions {
  std::vector<std::string> inputs;
  std::string output = "-";
  StageOptions stage;
  bool pass = false;
  LogLevel level = LogLevel::Info;
  bool no_colour = false;
};

constexpr char k_exit_codes[] =
    "Exit codes: 0 done; 1 a case failed or regressed; 2 usage or configuration; 3 the input breaks the contract or "
    "was cut; 4 AWS or network; 5 refused (unsafe target, no credentials); 6 evidence incomplete; 70 a bug in ITK. "
    "A stage returns the worst of its own and its upstream's.";

void declare_shared(CLI::App& app, const ToolInfo& info, SharedOptions& options) {
  if (info.reads) {
    app.add_option("input", options.inputs, "Record streams to read, one after another; \"-\" or none is stdin")
        ->type_name("FILE");
    app.add_flag("--partial", options.stage.partial, "Read a stream that was cut; nothing in it counts as passed");
    app.add_flag("--append", options.stage.append, "Keep the records that an earlier run of this stage wrote");
    app.add_flag("--sorted", options.stage.sorted,
                 "Order the output by case and iteration, not by arrival (the default when reading files)");
  }
  if (info.is_sink && info.reads) {
    app.add_flag("--pass", options.pass, "Pass the records on to stdout");
  } else if (!info.is_sink) {
    app.add_option("-o,--output", options.output, "Write records to FILE instead of stdout, whole or not at all")
        ->type_name("FILE");
  }
  const std::map<std::string, LogLevel> levels = {{"trace", LogLevel::Trace},
                                                  {"debug", LogLevel::Debug},
                                                  {"info", LogLevel::Info},
                                                  {"warning", LogLevel::Warning},
                                                  {"error", LogLevel::Error}};
  app.add_option("--log-level", options.level, "Least level of the messages on stderr")
      ->transform(CLI::CheckedTransformer(levels, CLI::ignore_case).description(""))
      ->envname("ITK_LOG_LEVEL")
      ->type_name("trace|debug|info|warning|error");
  app.add_flag("--no-color", options.no_colour, "No colour on stderr (NO_COLOR does the same)");
  app.set_version_flag("--version", info.name + " " + k_version);
  app.footer(k_exit_codes);
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

int complain(const CLI::App& app, const ToolInfo& info, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {
    return app.exit(error);  // --help, --version
  }
  std::string text = error.what();
  for (const std::string& extra : app.remaining()) {
    if (extra.starts_with("-")) {
      const std::string name = extra.substr(0, extra.find('='));
      text = fmt::format("there is no option {}{}", name, did_you_mean(name, option_names(app)));
      break;
    }
  }
  std::fprintf(stderr, "%s: error: %s (%s --help lists the options)\n", info.name.c_str(), text.c_str(),
               info.name.c_str());
  return static_cast<int>(ExitCode::Usage);
}

bool is_regular_file(int fd) {
  struct stat status {};
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

bool is_pipe(int fd) {
  struct stat status {};
  return fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

bool reads_stdin(const SharedOptions& options) {
  return options.inputs.empty() || std::find(options.inputs.begin(), options.inputs.end(), "-") != options.inputs.end();
}

ExitCode run_work(const ToolInfo& info, SharedOptions& options, const Logger& log, World& world, const Work& work) {
  if (info.is_sink && !options.pass) {
    LineWriter nowhere = LineWriter::to_nowhere();
    LineReader reader(options.inputs);
    Stage stage({info.name, info.writes}, options.stage, &reader, nowhere, log);
    return stage.finish(work(stage, world));
  }
  Result<LineWriter> writer = LineWriter::open(options.output);
  if (!writer) {
    log.error(writer.error().message);
    return writer.error().exit;
  }
  LineReader reader(options.inputs);
  Stage stage({info.name, info.writes}, options.stage, info.reads ? &reader : nullptr, *writer, log);
  return stage.finish(work(stage, world));
}

}  // namespace

int run_tool(const ToolInfo& tool, int argc, const char* const* argv, const DeclareOptions& declare, const Work& work) {
  ToolInfo info = tool;
  CLI::App app(info.summary, info.name);
  SharedOptions options;
  declare(app);
  declare_shared(app, info, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return complain(app, info, error);
  }
  if (info.starts_pipe && info.starts_pipe()) {
    if (!options.inputs.empty()) {
      return complain(app, info,
                      CLI::ValidationError("no records are read where the stream starts: " + options.inputs[0]));
    }
    info.reads = false;
  }
  World world{Environment::of_process(), system_clock()};
  const bool colour = !options.no_colour && !world.environment.get("NO_COLOR");
  const Logger log(info.name, options.level, colour);
  if (info.reads && reads_stdin(options) && isatty(STDIN_FILENO) == 1) {
    std::fputs(app.help().c_str(), stderr);
    return static_cast<int>(ExitCode::Usage);
  }
  if (info.reads && !options.stage.sorted) {
    options.stage.sorted = !reads_stdin(options) || is_regular_file(STDIN_FILENO);
  }
  if (!info.reads || (reads_stdin(options) && is_pipe(STDIN_FILENO))) {
    count_interrupts();
  }
  try {
    return static_cast<int>(run_work(info, options, log, world, work));
  } catch (const std::exception& error) {
    log.error(fmt::format("internal error: {} (this is a bug in ITK {}; please report it)", error.what(), k_version));
    return static_cast<int>(ExitCode::Internal);
  }
}

}  // namespace itk
