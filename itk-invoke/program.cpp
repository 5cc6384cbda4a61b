#include "itk-invoke/program.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/base/text.h"

namespace itk::invoke {
namespace {

constexpr std::chrono::milliseconds k_longest_wait{3'600'000};
// Between two looks at a program whose end the kernel cannot announce (before Linux 5.3).
constexpr std::chrono::milliseconds k_look_again{10};
// A program that never stops to write must not keep the loop from its other work.
constexpr std::size_t k_most_read_at_once = 1u << 20;

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
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error program_error(std::string code, ErrorClass error_class, ExitCode exit, std::string message) {
  return {error_class, exit, std::move(code), std::move(message), {}, {}};
}

Error cannot_run(const std::string& program, std::string_view why) {
  return program_error("program_failed", ErrorClass::Validation, ExitCode::Usage,
                       fmt::format("{} cannot be run: {}", program, why));
}
Error cannot_run(const std::string& program, int why) { return cannot_run(program, std::strerror(why)); }

// One of a program's outputs.
struct Output {
  Descriptor end;
  std::string text;
};

// A running program. What is left of it when this goes, goes too.
class Program {
 public:
  Status start(const ProgramCall& call);
  ~Program() { end(); }

  // Takes some of what it has said.
  void read(Output& output) const;
  // Ready to be read when there is something to read, or the program has ended.
  const Descriptor& news() const { return news_; }
  // Whether news() tells of the end, too.
  bool announces_end() const { return pidfd_.is_open(); }
  bool has_ended() const;
  // Kills what is left of its group; its status, unless somebody else took it.
  std::optional<int> end();

  Output out, err;

 private:
  Status watch(const std::string& name);

  pid_t pid_ = -1;
  Descriptor pidfd_, news_;
};

// A file without a name, for input of any size: a program that reads none of it holds up nobody.
Result<Descriptor> input_file(const ProgramCall& call) {
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  std::string_view rest = call.input;
  while (file.is_open() && !rest.empty()) {
    const ssize_t n = ::write(file.get(), rest.data(), rest.size());
    if (n < 0 && errno != EINTR) {
      return tl::make_unexpected(cannot_run(call.argv[0], errno));
    }
    rest.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
  }
  if (!file.is_open() || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    return tl::make_unexpected(cannot_run(call.argv[0], errno));
  }
  return file;
}

// What posix_spawnp does, but with the PATH that the program itself gets, and with a reason that tells.
Result<std::string> find_program(const ProgramCall& call) {
  const std::string& name = call.argv[0];
  if (!call.folder.empty() && !std::filesystem::is_directory(call.folder)) {
    return tl::make_unexpected(cannot_run(name, fmt::format("there is no folder {}", call.folder)));
  }
  if (name.find('/') != std::string::npos) {
    return name;
  }
  const std::string path = call.environment.get("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  for (const std::string& folder : split_list(path, ':')) {
    std::string candidate = folder + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0 && !std::filesystem::is_directory(candidate)) {
      return candidate;
    }
  }
  return tl::make_unexpected(cannot_run(name, "there is no such program in PATH"));
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

// What a child does between fork and exec.
class SpawnPlan {
 public:
  SpawnPlan(const Descriptor& in, const Descriptor& out, const Descriptor& err, const std::string& folder) {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.get(), STDERR_FILENO);
    // Not every library marks its descriptors; connections of ours are nobody else's business.
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (!folder.empty()) {
      posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    }
    // A group of its own, so that its children end with it, and Ctrl-C lets what is under way finish.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

Status Program::start(const ProgramCall& call) {
  ITK_TRY_ASSIGN(const std::string file, find_program(call));
  ITK_TRY_ASSIGN(const Descriptor input, input_file(call));
  Descriptor out_write, err_write;
  ITK_TRY(open_pipe(call.argv[0], out.end, out_write));
  ITK_TRY(open_pipe(call.argv[0], err.end, err_write));

  std::vector<std::string> argv = call.argv;
  std::vector<std::string> variables;
  for (const auto& [name, value] : call.environment.values()) {
    variables.push_back(name + "=" + value);
  }
  const SpawnPlan plan(input, out_write, err_write, call.folder);
  const int failed = ::posix_spawn(&pid_, file.c_str(), &plan.actions, &plan.attributes, pointers_to(argv).data(),
                                   pointers_to(variables).data());
  if (failed != 0) {
    pid_ = -1;
    return tl::make_unexpected(cannot_run(call.argv[0], failed));
  }
  return watch(call.argv[0]);
}

// One descriptor for all that may happen, since a task waits for one at a time.
Status Program::watch(const std::string& name) {
  news_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  // By its number: the header of glibc 2.36 forgets that the function is one of C.
  pidfd_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  for (const Descriptor* each : std::initializer_list<const Descriptor*>{&out.end, &err.end, &pidfd_}) {
    epoll_event event{};
    event.events = EPOLLIN;
    if (each->is_open() && ::epoll_ctl(news_.get(), EPOLL_CTL_ADD, each->get(), &event) != 0) {
      return tl::make_unexpected(cannot_run(name, errno));
    }
  }
  return {};
}

void Program::read(Output& output) const {
  std::array<char, 1u << 16> buffer;
  for (std::size_t taken = 0; output.end.is_open() && taken < k_most_read_at_once;) {
    const ssize_t n = ::read(output.end.get(), buffer.data(), buffer.size());
    if (n > 0) {
      output.text.append(buffer.data(), static_cast<std::size_t>(n));
      taken += static_cast<std::size_t>(n);
    } else if (n < 0 && errno == EAGAIN) {
      return;
    } else if (n == 0 || errno != EINTR) {
      output.end.close();
    }
  }
}

// Without taking its status: until somebody does, nobody else can get its number.
bool Program::has_ended() const {
  siginfo_t info{};
  const int failed = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return failed != 0 || info.si_pid == pid_;
}

std::optional<int> Program::end() {
  if (pid_ <= 0) {
    return std::nullopt;
  }
  const pid_t pid = std::exchange(pid_, -1);
  ::kill(-pid, SIGKILL);
  int status = 0;
  pid_t ended = 0;
  do {
    ended = ::waitpid(pid, &status, 0);
  } while (ended < 0 && errno == EINTR);
  if (ended != pid) {
    return std::nullopt;
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::chrono::milliseconds left_until(const std::optional<Timestamp>& deadline, Timestamp now) {
  const std::int64_t left_ms = deadline ? deadline->ms() - now.ms() : k_longest_wait.count();
  return std::chrono::milliseconds(std::max<std::int64_t>(0, left_ms));
}

Error too_late(const ProgramCall& call, Timestamp begun, Timestamp now) {
  return program_error("program_timeout", ErrorClass::Transient, ExitCode::Unreachable,
                       fmt::format("{} had not ended after {:.1f} s and was killed", call.argv[0],
                                   milliseconds_between(begun, now) / 1000));
}

bool says_too_much(const Program& program, const ProgramCall& call) {
  return program.out.text.size() > call.max_output || program.err.text.size() > call.max_output;
}

Error too_much(const ProgramCall& call) {
  return program_error("program_says_too_much", ErrorClass::Validation, ExitCode::Usage,
                       fmt::format("{} wrote more than {} bytes and was ended", call.argv[0], call.max_output));
}

}  // namespace

Task<Result<ProgramOutcome>> run_program(aws::Loop& loop, ProgramCall call) {
  Program program;
  ITK_CO_TRY(program.start(call));
  const Timestamp begun = loop.clock().now();
  for (;;) {
    // In this order: what it had said when it ended is there to be read.
    const bool has_ended = program.has_ended();
    program.read(program.out);
    program.read(program.err);
    if (says_too_much(program, call)) {
      co_return tl::make_unexpected(too_much(call));
    }
    if (has_ended) {
      const std::optional<int> status = program.end();
      if (!status) {
        co_return tl::make_unexpected(cannot_run(call.argv[0], "its status was lost; is SIGCHLD ignored here?"));
      }
      co_return ProgramOutcome{*status, std::move(program.out.text), std::move(program.err.text)};
    }
    const Timestamp now = loop.clock().now();
    const std::chrono::milliseconds left = left_until(call.deadline, now);
    if (left.count() == 0) {
      co_return tl::make_unexpected(too_late(call, begun, now));
    }
    co_await loop.readable(program.news().get(), program.announces_end() ? left : std::min(left, k_look_again));
  }
}

}  // namespace itk::invoke
