// What every main() of ours does: options, streams, the one catch-all, the end of the stream, the exit code.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/environment.h"
#include "common/stage/stage.h"

namespace CLI {
class App;
}

namespace itk {

// What a tool may touch of the world; tests give it another one.
struct World {
  Environment environment;
  Clock& clock;
};

struct ToolInfo {
  std::string name;     // "itk-correlate"
  std::string summary;  // one line for --help
  std::vector<std::string> writes;
  bool reads = true;     // reads records from stdin or files
  bool is_sink = false;  // writes records only when told (see Tool::pass)
  // Whether the options, once parsed, make it the first stage of a pipe after all: then it reads no records.
  std::function<bool()> starts_pipe{};
};

// Declares the tool's own options; CLI11 calls back while parsing.
using DeclareOptions = std::function<void(CLI::App&)>;
using Work = std::function<Status(Stage&, World&)>;

// Parses the options (shared ones: INPUT..., -o, --partial, --append, --sorted, --log-level, --no-color; a sink has
// --pass), runs `work`, and returns the exit code of the process.
int run_tool(const ToolInfo& info, int argc, const char* const* argv, const DeclareOptions& declare, const Work& work);

}  // namespace itk
