#include "itk-invoke/validate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

class ValidateTest : public ::testing::Test {
 protected:
  ValidateTest() { std::filesystem::create_directories(dir_ / ".git"); }

  // The lines without the folder's name in front.
  std::string validate_case(std::string_view text, const std::string& mode = "") {
    EXPECT_TRUE(write_file(dir_ / "a.yaml", text));
    ValidateOptions options;
    options.cases = {dir_ / "a.yaml"};
    options.mode = mode;
    options.folder = dir_.path();
    std::string out;
    LineWriter writer = LineWriter::to_string(out);
    const Result<ExitCode> exit = validate(options, {}, writer);
    EXPECT_TRUE(exit);
    exit_ = exit.value_or(ExitCode::Internal);
    for (std::size_t at; (at = out.find(dir_ / "")) != std::string::npos;) {
      out.erase(at, (dir_ / "").size());
    }
    return out;
  }

  test::TempDir dir_;
  ExitCode exit_ = ExitCode::Ok;
};

TEST_F(ValidateTest, SaysNothingOfACaseThatIsFine) {
  EXPECT_EQ(validate_case("id: a\nentrypoint:\n  type: sqs_event\n  target: {queue_url: http://h/1/q}\n  payload: x\n"),
            "");
  EXPECT_EQ(exit_, ExitCode::Ok);
}

TEST_F(ValidateTest, AllProblemsAreThereInTheOrderOfTheFile) {
  EXPECT_EQ(validate_case("id: 1\nexpeted: x\nentrypoint: {type: sqs}\n"),
            "a.yaml:1:5: \"id\" must be text, not \"1\"; put quotes around it\n"
            "a.yaml:2:1: warning: \"expeted\" is a key that nobody reads; did you mean \"expected\"?\n"
            "a.yaml:3:20: there is no entrypoint \"sqs\" (there are sqs_event, lambda_invoke, bedrock_invoke_agent, "
            "http)\n");
  EXPECT_EQ(exit_, ExitCode::Usage);
}

TEST_F(ValidateTest, WhatOnlyALiveRunNeedsIsAWarning) {
  const std::string text = "id: a\nentrypoint: {type: sqs_event, target: {queue_url: \"${Q}\"}, payload: x}\n";
  EXPECT_NE(validate_case(text).find("a.yaml:2:51: warning: ${Q} is not set"), std::string::npos);
  EXPECT_EQ(exit_, ExitCode::Ok);
  EXPECT_NE(validate_case(text, "live").find("a.yaml:2:51: ${Q} is not set"), std::string::npos);
  EXPECT_EQ(exit_, ExitCode::Usage);
  EXPECT_EQ(validate_case(text, "dev-fixtures"), "");
}

TEST_F(ValidateTest, AFixtureHasToExist) {
  EXPECT_NE(validate_case("id: a\nfixture: f.jsonl\nentrypoint: {type: http}\n").find("a.yaml:2:10: the fixture "),
            std::string::npos);
  EXPECT_EQ(exit_, ExitCode::Usage);
}

}  // namespace
}  // namespace itk::invoke
