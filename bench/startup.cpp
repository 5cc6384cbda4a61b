// Cold start: posix_spawn to exit, median of many runs, the commands in turn so that all of them see the same machine.
//
//   bench_startup BIN_DIR [RUNS]
#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

struct Command {
  std::string name;
  std::vector<std::string> argv;
  std::string input;  // a file for stdin
  double limit_ms;    // 0: a peer, shown for the ratio
  std::size_t runs_divisor = 1;
  std::vector<double> ms = {};
};

// Milliseconds, or a negative number if the command does not exist.
double run_once(const Command& command) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, command.input.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> argv;
  for (const std::string& argument : command.argv) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  const auto begin = std::chrono::steady_clock::now();
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed != 0 || waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) == 127) {
    return -1;
  }
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  if (values.empty()) {
    return -1;
  }
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_startup BIN_DIR [RUNS]\n");
    return 2;
  }
  const std::string bin = std::string(argv[1]) + "/";
  const std::size_t runs = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 300;
  std::vector<Command> commands = {
      {"itk-correlate", {bin + "itk-correlate", "--version"}, "/dev/null", 3},
      {"itk-render", {bin + "itk-render", "--version"}, "/dev/null", 3},
      {"itk-compare", {bin + "itk-compare", "--version"}, "/dev/null", 5},
      {"itk-invoke", {bin + "itk-invoke", "--version"}, "/dev/null", 8},
      {"itk-collect", {bin + "itk-collect", "--version"}, "/dev/null", 8},
      {"jq --version", {"jq", "--version"}, "/dev/null", 0},
      {"python3 -c 'import boto3'", {"python3", "-c", "import boto3"}, "/dev/null", 0, 15},
  };
  for (std::size_t i = 0; i < runs; ++i) {
    for (Command& command : commands) {
      if (i % command.runs_divisor == 0) {
        const double ms = run_once(command);
        if (ms >= 0) {
          command.ms.push_back(ms);
        }
      }
    }
  }
  const double jq = median(commands[5].ms);
  const double boto3 = median(commands[6].ms);
  bool is_within = true;
  fmt::print("| command | median ms | limit ms | jq / it | boto3 / it |\n| --- | ---: | ---: | ---: | ---: |\n");
  for (const Command& command : commands) {
    const double ms = median(command.ms);
    fmt::print("| {} | {:.2f} | {} | {:.1f} | {:.1f} |\n", command.name, ms,
               command.limit_ms > 0 ? fmt::format("{:.0f}", command.limit_ms) : "", jq / ms, boto3 / ms);
    is_within = is_within && (command.limit_ms == 0 || (ms >= 0 && ms <= command.limit_ms));
  }
  return is_within ? 0 : 1;
}
