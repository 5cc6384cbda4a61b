#include "itk-invoke/program.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace itk::invoke {
namespace {

constexpr std::chrono::milliseconds k_longest_wait{3'600'000};
// Between two looks at whether a program has ended that has closed its output.
constexpr std::chrono::milliseconds k_look_again{10};

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (fd_ >= 0) {
      ::close(std::exchange(fd_, -1));
    }
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Error program_error(std::string code, ErrorClass error_class, ExitCode exit, std::string message) {
  return {error_class, exit, std::move(code), std::move(message), {}, {}};
}

Error cannot_run(const std::string& program, int why) {
  return program_error("program_failed", ErrorClass::Validation, ExitCode::Usage,
                       fmt::format("{} cannot be run: {}", program, std::strerror(why)));
}

// One of a program's outputs.
struct Output {
  Descriptor end;
  std::string text;

  bool is_open() const { return end.get() >= 0; }
};

// A running program. What is left of it when this goes, goes too.
class Program {
 public:
  Status start(const ProgramCall& call);
  ~Program() { kill(); }

  // Takes what it has said.
  void read(Output& output) const;
  // Its status, once it has ended.
  std::optional<int> ended();
  void kill();

  Output out, err;

 private:
  pid_t pid_ = -1;
};

// A file without a name, for input of any size: a program that reads none of it holds up nobody.
Result<Descriptor> input_file(const ProgramCall& call) {
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  std::string_view rest = call.input;
  while (file.get() >= 0 && !rest.empty()) {
    const ssize_t n = ::write(file.get(), rest.data(), rest.size());
    if (n < 0 && errno != EINTR) {
      return tl::make_unexpected(cannot_run(call.argv[0], errno));
    }
    rest.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
  }
  if (file.get() < 0 || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    return tl::make_unexpected(cannot_run(call.argv[0], errno));
  }
  return file;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

Status open_pipe(const std::string& program, Descriptor& read_end, Descriptor& write_end) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return tl::make_unexpected(cannot_run(program, errno));
  }
  read_end = Descriptor(ends[0]);
  write_end = Descriptor(ends[1]);
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {};
}

Status Program::start(const ProgramCall& call) {
  ITK_TRY_ASSIGN(const Descriptor input, input_file(call));
  Descriptor out_write, err_write;
  ITK_TRY(open_pipe(call.argv[0], out.end, out_write));
  ITK_TRY(open_pipe(call.argv[0], err.end, err_write));

  std::vector<std::string> argv = call.argv;
  std::vector<std::string> variables;
  for (const auto& [name, value] : call.environment.values()) {
    variables.push_back(name + "=" + value);
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out_write.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err_write.get(), STDERR_FILENO);
  // A group of its own, so that its children end with it, and Ctrl-C lets what is under way finish.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  const int failed = ::posix_spawnp(&pid_, argv[0].c_str(), &actions, &attributes, pointers_to(argv).data(),
                                    pointers_to(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) {
    pid_ = -1;
    return tl::make_unexpected(cannot_run(call.argv[0], failed));
  }
  return {};
}

void Program::read(Output& output) const {
  std::array<char, 1u << 16> buffer;
  while (output.is_open()) {
    const ssize_t n = ::read(output.end.get(), buffer.data(), buffer.size());
    if (n > 0) {
      output.text.append(buffer.data(), static_cast<std::size_t>(n));
    } else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
      return;
    } else {
      output.end.close();
    }
  }
}

std::optional<int> Program::ended() {
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) {
    return std::nullopt;
  }
  ::kill(-pid_, SIGKILL);  // what it left behind in its group
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void Program::kill() {
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);
    ::waitpid(std::exchange(pid_, -1), nullptr, 0);
  }
}

std::chrono::milliseconds left_until(const std::optional<Timestamp>& deadline, Timestamp now) {
  const std::int64_t left_ms = deadline ? deadline->ms() - now.ms() : k_longest_wait.count();
  return std::chrono::milliseconds(std::max<std::int64_t>(0, left_ms));
}

}  // namespace

Task<Result<ProgramOutcome>> run_program(aws::Loop& loop, ProgramCall call) {
  Program program;
  ITK_CO_TRY(program.start(call));
  const Timestamp begun = loop.clock().now();
  for (;;) {
    program.read(program.out);
    program.read(program.err);
    const Timestamp now = loop.clock().now();
    const auto left = left_until(call.deadline, now);
    if (program.out.text.size() > call.max_output || program.err.text.size() > call.max_output) {
      co_return tl::make_unexpected(
          program_error("program_says_too_much", ErrorClass::Validation, ExitCode::Usage,
                        fmt::format("{} wrote more than {} bytes and was ended", call.argv[0], call.max_output)));
    }
    if (left.count() == 0) {
      co_return tl::make_unexpected(program_error("program_timeout", ErrorClass::Transient, ExitCode::Unreachable,
                                                  fmt::format("{} had not ended after {:.1f} s and was killed",
                                                              call.argv[0], milliseconds_between(begun, now) / 1000)));
    }
    if (program.out.is_open()) {
      co_await loop.readable(program.out.end.get(), program.err.is_open() ? std::min(left, k_look_again) : left);
    } else if (program.err.is_open()) {
      co_await loop.readable(program.err.end.get(), left);
    } else if (const std::optional<int> status = program.ended()) {
      co_return ProgramOutcome{*status, std::move(program.out.text), std::move(program.err.text)};
    } else {
      co_await loop.wait(std::min(left, k_look_again));
    }
  }
}

}  // namespace itk::invoke
