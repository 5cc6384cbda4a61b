#include "common/aws/providers/run_program.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace itk::aws::providers {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t k_most_output = 64u << 10;

Error cannot_run(const std::string& program, std::string_view why) {
  return {ErrorClass::Auth, ExitCode::Refused, "program_failed", fmt::format("{}: {}", program, why), {}, {}};
}

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void set(int fd) { fd_ = fd; }
  void close() {
    if (fd_ >= 0) {
      ::close(fd_);
      fd_ = -1;
    }
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

struct Pipe {
  Descriptor read_end, write_end;

  bool open() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
      return false;
    }
    read_end.set(ends[0]);
    write_end.set(ends[1]);
    return true;
  }
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

Result<pid_t> spawn(std::vector<std::string> words, const Environment& environment, const Pipe& out, const Pipe& err,
                    ProcessGroup group) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment.values()) {
    variables.push_back(name + "=" + value);
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write_end.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write_end.get(), STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  if (group == ProcessGroup::OfItsOwn) {
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, words[0].c_str(), &actions, &attributes, pointers_to(words).data(),
                                 pointers_to(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return tl::make_unexpected(cannot_run(words[0], std::string("cannot be started: ") + std::strerror(error)));
  }
  return pid;
}

// Reads both pipes until their ends. Empty: all well; else why the program has to be killed.
std::string read_all(Pipe& out, Pipe& err, ProgramOutput& output, std::chrono::milliseconds limit) {
  const Steady::time_point deadline = Steady::now() + limit;
  std::array<char, 4096> buffer{};
  while (out.read_end.get() >= 0 || err.read_end.get() >= 0) {
    std::array<pollfd, 2> waiting = {{{out.read_end.get(), POLLIN, 0}, {err.read_end.get(), POLLIN, 0}}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now()).count();
    const int ready = left <= 0 ? 0 : poll(waiting.data(), waiting.size(), static_cast<int>(left));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0) {
      return fmt::format("has not ended within {} s", std::chrono::duration<double>(limit).count());
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      Descriptor& end = i == 0 ? out.read_end : err.read_end;
      std::string& text = i == 0 ? output.out : output.err;
      if (waiting[i].revents == 0) {
        continue;
      }
      const ssize_t size = read(end.get(), buffer.data(), buffer.size());
      if (size > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(size));
      } else if (size == 0 || errno != EINTR) {
        end.close();
      }
      if (text.size() > k_most_output) {
        return fmt::format("writes more than {} bytes", k_most_output);
      }
    }
  }
  return {};
}

}  // namespace

Result<ProgramOutput> run_program(const std::vector<std::string>& words, const Environment& environment,
                                  std::chrono::milliseconds limit, ProcessGroup group) {
  Pipe out, err;
  if (words.empty() || !out.open() || !err.open()) {
    return tl::make_unexpected(internal_error("a program cannot be started: no name, or no pipe"));
  }
  ITK_TRY_ASSIGN(const pid_t pid, spawn(words, environment, out, err, group));
  out.write_end.close();
  err.write_end.close();
  ProgramOutput output;
  const std::string killed_because = read_all(out, err, output, limit);
  if (!killed_because.empty()) {
    kill(group == ProcessGroup::OfItsOwn ? -pid : pid, SIGKILL);
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!killed_because.empty()) {
    return tl::make_unexpected(cannot_run(words[0], killed_because));
  }
  output.exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return output;
}

}  // namespace itk::aws::providers
