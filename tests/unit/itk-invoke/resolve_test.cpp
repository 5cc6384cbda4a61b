#include "itk-invoke/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ResolveTest : public ::testing::Test {
 protected:
  ResolveTest() { std::filesystem::create_directories(dir_ / ".git"); }

  settings::Settings settings(std::map<std::string, std::string, std::less<>> values) {
    values.emplace("PATH", "/usr/bin:/bin");
    return settings::Settings::load({Environment(std::move(values)), dir_.path(), ""}).value();
  }
  Result<Resolved> run(const std::string& command, ResolverOptions options = {}) {
    options.folder = dir_.path();
    return run_resolver(settings({{"ITK_RESOLVER_CMD", command}, {"BRANCH", "b1"}}), options);
  }

  test::TempDir dir_;
  Result<settings::Settings> load(const std::string& name, const std::string& value) {
    Environment environment;
    environment.set("PATH", "/usr/bin:/bin");
    environment.set(name, value);
    return load_settings({environment, dir_.path(), ""}, log_);
  }

  std::string logged_;
  Logger log_{"test", LogLevel::Debug, [this](std::string_view line) { logged_ += line; }};
};

TEST_F(ResolveTest, TheCommandIsTheUsersOwnTextAndSaysJson) {
  const auto resolved = run(R"(printf '{"sqs_queue_url":"https://h/1/%s","log_groups":["/a"]}\n' "$BRANCH")");
  ASSERT_TRUE(resolved) << resolved.error().message;
  EXPECT_EQ(resolved->targets.json, "{\"sqs_queue_url\":\"https://h/1/b1\",\"log_groups\":[\"/a\"]}\n");
  EXPECT_EQ(resolved->targets.count, 2U);
  EXPECT_EQ(resolved->path, dir_ / ".itk/targets.json");
  EXPECT_FALSE(std::filesystem::exists(resolved->path));
}

TEST_F(ResolveTest, AFailureShowsTheEndOfStderrWithoutSecrets) {
  const auto failed = run("echo no stack; echo 'no stack b1, key AKIAIOSFODNN7EXAMPLE' >&2; exit 3");
  EXPECT_EQ(failed.error().exit, ExitCode::Usage);
  EXPECT_THAT(failed.error().message, HasSubstr("ended with status 3: no stack b1, key (hidden)"));
}

TEST_F(ResolveTest, WhatIsNoTargetsIsRefusedWithEveryReason) {
  EXPECT_THAT(run("echo hello").error().message, HasSubstr("it must be one JSON object"));
  EXPECT_THAT(run("echo '{}'").error().message, HasSubstr("it names no target"));
  const std::string message =
      run(R"(echo '{"sqs_queue_url":"orders","log_groups":[1],"lambda_function_name":"REPLACE_ME"}')").error().message;
  EXPECT_THAT(message, HasSubstr("sqs_queue_url is neither the URL nor the ARN of a queue: orders"));
  EXPECT_THAT(message, HasSubstr("log_groups holds 1, which is no name"));
  EXPECT_THAT(message, HasSubstr("lambda_function_name is still to be filled in"));
}

TEST_F(ResolveTest, OneThatHangsIsKilledWithItsChildren) {
  ResolverOptions options;
  options.limit = std::chrono::milliseconds(50);
  const auto failed = run("sleep 60 & wait", options);
  EXPECT_THAT(failed.error().message, HasSubstr("has not ended within 0.05 s"));
  EXPECT_EQ(failed.error().exit, ExitCode::Usage);
}

TEST_F(ResolveTest, OneThatSaysNothingMustHaveWrittenTheFile) {
  ResolverOptions options;
  options.folder = dir_.path();
  const auto set = [&](const std::string& command) {
    return settings({{"ITK_RESOLVER_CMD", command}, {"ITK_RESOLVER_OUTPUT", "out.json"}, {"D", dir_.path()}});
  };
  const auto written = run_resolver(set(R"(echo '{"aws_region":"eu-west-1"}' > "$D/out.json")"), options);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->path, dir_ / "out.json");
  EXPECT_THAT(run_resolver(set("true"), options).error().message,
              HasSubstr("said nothing on stdout and did not write"));
}

TEST_F(ResolveTest, ARunRefreshesTargetsBeforeItReadsThem) {
  ASSERT_TRUE(
      write_file(dir_ / ".env", "ITK_RESOLVER_CMD='echo \"{\\\"sqs_queue_url\\\":\\\"https://h/1/new\\\"}\"'\n"));
  std::filesystem::create_directories(dir_ / ".itk");
  ASSERT_TRUE(write_file(dir_ / ".itk/targets.json", R"({"sqs_queue_url":"https://h/1/old"})"));
  const auto loaded = load("ITK_ENV", "dev");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->get("ITK_SQS_QUEUE_URL"), "https://h/1/new");
}

TEST_F(ResolveTest, AFailingResolverStopsARunAndLeavesTheOldFile) {
  std::filesystem::create_directories(dir_ / ".itk");
  ASSERT_TRUE(write_file(dir_ / ".itk/targets.json", R"({"sqs_queue_url":"https://h/1/old"})"));
  EXPECT_EQ(load("ITK_RESOLVER_CMD", "exit 1").error().exit, ExitCode::Usage);
  EXPECT_THAT(read_file(dir_ / ".itk/targets.json").value(), HasSubstr("old"));
}

TEST_F(ResolveTest, WithoutAResolverSettingsAreLoadedAsTheyAre) {
  const auto loaded = load("ITK_ENV", "dev");
  EXPECT_EQ(loaded->get("ITK_ENV"), "dev");
}

}  // namespace
}  // namespace itk::invoke
