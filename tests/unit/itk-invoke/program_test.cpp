#include "itk-invoke/program.h"

#include <dirent.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() : loop_(aws::make_curl_loop({}, system_clock())) {
    loop_->turn(milliseconds(0));  // libcurl opens what it keeps
    descriptors_ = open_descriptors();
  }
  // Whatever a test does: no zombie, no descriptor.
  ~ProgramTest() override {
    EXPECT_EQ(open_descriptors(), descriptors_);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
    EXPECT_EQ(errno, ECHILD);
  }

  static int open_descriptors() {
    int count = 0;
    DIR* folder = ::opendir("/proc/self/fd");
    while (::readdir(folder) != nullptr) {
      ++count;
    }
    ::closedir(folder);
    return count;
  }

  static ProgramCall shell(const std::string& script, std::string input = "") {
    ProgramCall call;
    call.argv = {"sh", "-c", script};
    call.input = std::move(input);
    call.environment.set("PATH", "/usr/local/bin:/usr/bin:/bin");
    return call;
  }
  static ProgramCall within(ProgramCall call, milliseconds patience) {
    call.deadline = Timestamp{system_clock().now().ns + std::chrono::nanoseconds(patience).count()};
    return call;
  }

  static Task<> keep(aws::Loop& loop, ProgramCall call, Result<ProgramOutcome>& kept) {
    kept = co_await run_program(loop, std::move(call));
  }
  Result<ProgramOutcome> run(ProgramCall call) {
    Result<ProgramOutcome> kept = tl::make_unexpected(internal_error("never ended"));
    loop_->spawn(keep(*loop_, std::move(call), kept));
    loop_->run();
    return kept;
  }
  std::string code_of(ProgramCall call) {
    const Result<ProgramOutcome> outcome = run(std::move(call));
    return outcome ? "ended" : outcome.error().code;
  }
  static bool is_alive(const std::string& pid) { return ::kill(static_cast<pid_t>(std::stol(pid)), 0) == 0; }

  // Until a process that was killed is gone; its parent is init by then.
  static bool goes_away(const std::string& pid) {
    for (int i = 0; i < 500 && is_alive(pid); ++i) {
      std::ifstream stat("/proc/" + pid + "/stat");
      std::string text;
      std::getline(stat, text);
      if (text.find(") Z ") != std::string::npos) {
        return true;  // nobody is there to take its status, in some containers
      }
      system_clock().sleep_for(milliseconds(10));
    }
    return !is_alive(pid);
  }

  std::unique_ptr<aws::Loop> loop_;
  int descriptors_ = 0;
};

TEST_F(ProgramTest, GetsItsInputAndItsVariablesAndSaysWhatItSays) {
  ProgramCall call = shell("cat; echo \" $A\"; echo late >&2; exit 7", "in");
  call.environment.set("A", "b");
  const Result<ProgramOutcome> outcome = run(std::move(call));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->out, "in b\n");
  EXPECT_EQ(outcome->err, "late\n");
  EXPECT_EQ(outcome->exit_status, 7);
}

TEST_F(ProgramTest, HasNoOtherVariablesAndNoOtherDescriptors) {
  ::setenv("ITK_LEAK", "1", 1);
  const Result<ProgramOutcome> outcome = run(shell("env | grep LEAK; ls /proc/self/fd | wc -l"));
  ::unsetenv("ITK_LEAK");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->out, "4\n");  // and the folder that ls reads
}

TEST_F(ProgramTest, BigInputThatIsNeverReadHoldsUpNobody) {
  const Result<ProgramOutcome> outcome = run(shell("echo done", std::string(32u << 20, 'x')));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->out, "done\n");
}

TEST_F(ProgramTest, BigInputComesThroughWhole) {
  const std::string input(8u << 20, 'x');
  const Result<ProgramOutcome> outcome = run(shell("cat; cat /dev/null >&2", input));
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->out == input);
}

TEST_F(ProgramTest, BigOutputsOfBothKindsComeThroughWhole) {
  const Result<ProgramOutcome> outcome = run(shell("head -c 6000000 /dev/zero & head -c 5000000 /dev/zero >&2; wait"));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->out.size(), 6'000'000u);
  EXPECT_EQ(outcome->err.size(), 5'000'000u);
}

TEST_F(ProgramTest, WhoSaysTooMuchIsEnded) {
  ProgramCall call = shell("yes");
  call.max_output = 1u << 20;
  EXPECT_EQ(code_of(std::move(call)), "program_says_too_much");
  call = shell("yes >&2");
  call.max_output = 100;
  EXPECT_EQ(code_of(std::move(call)), "program_says_too_much");
}

TEST_F(ProgramTest, TheDeadlineEndsItsChildrenToo) {
  const test::TempDir dir;
  const Result<ProgramOutcome> outcome =
      run(within(shell("sleep 600 & echo $! > " + dir / "pid" + "; wait"), milliseconds(300)));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "program_timeout");
  EXPECT_EQ(outcome.error().exit, ExitCode::Unreachable);
  EXPECT_THAT(outcome.error().message, HasSubstr("sh had not ended after 0.3 s and was killed"));
  std::string pid;
  std::getline(std::ifstream(dir / "pid") >> std::ws, pid);
  EXPECT_TRUE(goes_away(pid));
}

TEST_F(ProgramTest, AChildThatHoldsTheOutputOpenDoesNotOutliveItsProgram) {
  const Result<ProgramOutcome> outcome = run(within(shell("sleep 600 & echo $!"), milliseconds(20'000)));
  ASSERT_TRUE(outcome) << outcome.error().message;
  ASSERT_FALSE(outcome->out.empty());
  EXPECT_TRUE(goes_away(outcome->out.substr(0, outcome->out.size() - 1)));
}

TEST_F(ProgramTest, OneThatClosesItsOutputsIsWaitedFor) {
  const Result<ProgramOutcome> outcome = run(shell("echo said; exec >&- 2>&-; sleep 0.1; exit 3"));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->out, "said\n");
  EXPECT_EQ(outcome->exit_status, 3);
  EXPECT_EQ(code_of(within(shell("exec >&- 2>&-; sleep 600"), milliseconds(100))), "program_timeout");
}

TEST_F(ProgramTest, ASignalThatEndsItIsItsStatus) {
  EXPECT_EQ(run(shell("kill -9 $$"))->exit_status, 137);
  EXPECT_EQ(run(shell("kill -TERM $$"))->exit_status, 143);
}

TEST_F(ProgramTest, WhatCannotBeRunSaysWhy) {
  ProgramCall call = shell("");
  call.argv = {"no-such-program"};
  EXPECT_EQ(run(call).error().message, "no-such-program cannot be run: there is no such program in PATH");
  call.argv = {"/no/such/program"};
  EXPECT_EQ(run(call).error().message, "/no/such/program cannot be run: No such file or directory");
  call.argv = {"/etc/passwd"};
  EXPECT_EQ(run(call).error().message, "/etc/passwd cannot be run: Permission denied");
  call.argv = {"sh"};
  call.folder = "/no/such/folder";
  EXPECT_EQ(run(call).error().message, "sh cannot be run: there is no folder /no/such/folder");
}

TEST_F(ProgramTest, RunsInItsFolder) {
  const test::TempDir dir;
  ProgramCall call = shell("pwd -P");
  call.folder = dir.path();
  const std::string out = run(std::move(call))->out;
  EXPECT_EQ(out, std::filesystem::canonical(dir.path()).string() + "\n");
}

TEST_F(ProgramTest, ManyRunAtOnce) {
  constexpr std::size_t k_count = 50;
  std::vector<Result<ProgramOutcome>> outcomes(k_count, tl::make_unexpected(internal_error("never ended")));
  const Timestamp begun = system_clock().now();
  for (std::size_t i = 0; i < k_count; ++i) {
    loop_->spawn(keep(*loop_, shell("sleep 0.4; cat; exit 5", std::to_string(i)), outcomes[i]));
  }
  loop_->run();
  for (std::size_t i = 0; i < k_count; ++i) {
    ASSERT_TRUE(outcomes[i]) << outcomes[i].error().message;
    EXPECT_EQ(outcomes[i]->out, std::to_string(i));
    EXPECT_EQ(outcomes[i]->exit_status, 5);
  }
  EXPECT_LT(milliseconds_between(begun, system_clock().now()), 0.4 * 1000 * k_count / 2);
}

TEST_F(ProgramTest, ALoopThatEndsTakesItsProgramsWithIt) {
  const test::TempDir dir;
  std::string pid;
  {
    Result<ProgramOutcome> kept = tl::make_unexpected(internal_error("never ended"));
    const std::unique_ptr<aws::Loop> loop = aws::make_curl_loop({}, system_clock());
    loop->spawn(keep(
        *loop, shell("echo $$ > " + dir / "new" + " && mv " + dir / "new" + " " + dir / "pid" + "; sleep 600"), kept));
    for (int i = 0; i < 500 && !std::filesystem::exists(dir / "pid"); ++i) {
      loop->turn(milliseconds(10));
    }
    std::getline(std::ifstream(dir / "pid") >> std::ws, pid);
  }
  ASSERT_FALSE(pid.empty());
  EXPECT_FALSE(is_alive(pid));
}

}  // namespace
}  // namespace itk::invoke
