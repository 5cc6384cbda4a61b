#include "common/aws/providers/run_program.h"

#include <gtest/gtest.h>

namespace itk::aws::providers {
namespace {

using std::chrono::milliseconds;

Result<ProgramOutput> run_script(const std::string& script, milliseconds limit = std::chrono::minutes(1)) {
  Environment environment;
  environment.set("PATH", "/usr/bin:/bin");
  return run_program({"/bin/sh", "-c", script}, environment, limit);
}

TEST(RunProgram, KeepsBothOutputsApart) {
  const auto output = run_script("echo out; echo err >&2; exit 5");
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(output->exit_status, 5);
}

TEST(RunProgram, TakesMoreThanAPipeHolds) {
  const auto output = run_script("head -c 65536 /dev/zero >&2; head -c 65536 /dev/zero");
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->out.size(), 65536u);
  EXPECT_EQ(output->err.size(), 65536u);
}

TEST(RunProgram, EndsOneThatWritesWithoutEnd) {
  const auto output = run_program({"/bin/cat", "/dev/zero"}, Environment(), std::chrono::minutes(1));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().message, "/bin/cat: writes more than 65536 bytes");
}

TEST(RunProgram, EndsOneThatTakesTooLong) {
  const auto output = run_script("exec sleep 100", milliseconds(50));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().message, "/bin/sh: has not ended within 0.05 s");
}

}  // namespace
}  // namespace itk::aws::providers
