#include "common/settings/settings.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::settings {
namespace {

namespace fs = std::filesystem;

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() { fs::create_directories(dir_ / "project/.git"); }

  void write(const std::string& name, std::string_view text) {
    fs::create_directories(fs::path(dir_ / name).parent_path());
    ASSERT_TRUE(write_file(dir_ / name, text));
  }
  Settings load(std::map<std::string, std::string, std::less<>> environment = {},
                const std::string& folder = "project") {
    Result<Settings> settings = Settings::load({Environment(std::move(environment)), dir_ / folder, ""});
    EXPECT_TRUE(settings) << settings.error().message;
    return settings ? std::move(*settings) : Settings();
  }

  test::TempDir dir_;
};

TEST_F(SettingsTest, EnvironmentBeforeTargetsBeforeDotenv) {
  write("project/.env", "A=dotenv\nITK_SQS_QUEUE_URL=dotenv\nITK_ENV=dotenv\n");
  write("project/.itk/targets.json", R"({"sqs_queue_url":"targets","env":"targets"})");
  const Settings settings = load({{"ITK_SQS_QUEUE_URL", "environment"}});
  EXPECT_EQ(settings.get("ITK_SQS_QUEUE_URL"), "environment");
  EXPECT_EQ(settings.get("ITK_ENV"), "targets");
  EXPECT_EQ(settings.get("A"), "dotenv");
  EXPECT_EQ(settings.get("B"), std::nullopt);
  EXPECT_EQ(settings.origin("ITK_SQS_QUEUE_URL"), "environment");
  EXPECT_EQ(settings.origin("A"), dir_ / "project/.env:1");
}

TEST_F(SettingsTest, WhatIsStillToBeFilledInCountsAsAbsent) {
  write("project/.env", "ITK_SQS_QUEUE_URL=https://queue\nITK_ENV=FIXME_env\nWORKER=YOUR_WORKER\n");
  const Settings settings =
      load({{"ITK_SQS_QUEUE_URL", "REPLACE_ME"}, {"ITK_ENV", ""}, {"COMMIT_MESSAGE", "FIXME later"}});
  EXPECT_EQ(settings.get("ITK_SQS_QUEUE_URL"), "https://queue");
  EXPECT_EQ(settings.get("ITK_ENV"), std::nullopt);
  EXPECT_EQ(settings.get("WORKER"), std::nullopt);
  EXPECT_EQ(settings.get("COMMIT_MESSAGE"), "FIXME later");
}

TEST_F(SettingsTest, AListDropsOnlyItsUnfilledParts) {
  write("project/.env", "ITK_LOG_GROUPS=/aws/lambda/a, /aws/lambda/FIXME-your-name,,/aws/lambda/b\n");
  EXPECT_EQ(load().get_list("ITK_LOG_GROUPS"), (std::vector<std::string>{"/aws/lambda/a", "/aws/lambda/b"}));
  EXPECT_TRUE(load().get_list("ITK_OTHER").empty());
}

TEST_F(SettingsTest, TargetsGiveListsAndTheRegion) {
  write("project/.itk/targets.json",
        R"({"log_groups":["/a","/b"],"aws_region":"eu-west-1","retries":3,"s3_bucket":null})");
  const Settings settings = load();
  EXPECT_EQ(settings.get_list("ITK_LOG_GROUPS"), (std::vector<std::string>{"/a", "/b"}));
  EXPECT_EQ(settings.get("AWS_REGION"), "eu-west-1");
  EXPECT_EQ(settings.get("ITK_RETRIES"), "3");
  EXPECT_EQ(settings.get("ITK_S3_BUCKET"), std::nullopt);
  EXPECT_EQ(load({{"AWS_REGION", "us-west-2"}}).get("AWS_REGION"), "us-west-2");
}

TEST_F(SettingsTest, TheSearchGoesUpToTheGitRootAndNoFurther) {
  write(".env", "A=outside\n");
  fs::create_directories(dir_ / "project/cases/deep");
  EXPECT_EQ(load({}, "project/cases/deep").get("A"), std::nullopt);
  write("project/.env", "A=inside\n");
  EXPECT_EQ(load({}, "project/cases/deep").get("A"), "inside");
}

TEST_F(SettingsTest, TheSearchStopsAtHome) {
  write(".env", "A=outside\n");
  fs::create_directories(dir_ / "home/work");
  EXPECT_EQ(load({{"HOME", dir_ / "home"}}, "home/work").get("A"), std::nullopt);
  EXPECT_EQ(load({{"HOME", dir_ / "elsewhere"}}, "home/work").get("A"), "outside");
}

TEST_F(SettingsTest, ResolverOutputNamesTheTargets) {
  write("project/out/t.json", R"({"sqs_queue_url":"named"})");
  write("project/.env", "ITK_RESOLVER_OUTPUT=out/t.json\n");
  EXPECT_EQ(load({}, "project").get("ITK_SQS_QUEUE_URL"), "named");
  write("project/.env", "ITK_RESOLVER_OUTPUT=out/not-yet.json\n");
  EXPECT_EQ(load({}, "project").get("ITK_SQS_QUEUE_URL"), std::nullopt);
}

TEST_F(SettingsTest, BadTargetsAreAnErrorThatNamesTheFile) {
  write("project/.itk/targets.json", R"(["a"])");
  const Result<Settings> settings = Settings::load({Environment(), dir_ / "project", ""});
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().exit, ExitCode::Usage);
  EXPECT_NE(settings.error().message.find(".itk/targets.json: "), std::string::npos);
}

TEST_F(SettingsTest, AnUnreadableLineIsAWarning) {
  write("project/.env", "ITK_ENV=qa\nnonsense\n");
  const Settings settings = load();
  ASSERT_EQ(settings.warnings().size(), 1u);
  EXPECT_EQ(settings.warnings()[0], dir_ / "project/.env:2: expected NAME=value; the line is ignored");
}

TEST_F(SettingsTest, ANamedEnvFileMustExist) {
  EXPECT_FALSE(Settings::load({Environment(), dir_ / "project", dir_ / "absent.env"}));
}

TEST_F(SettingsTest, IntegersAreWholeNumbersFromZero) {
  write("project/.env", "GOOD=20\nBAD=20s\nNEGATIVE=-1\n");
  const Settings settings = load();
  EXPECT_EQ(settings.get_integer("GOOD").value(), 20);
  EXPECT_EQ(settings.get_integer("ABSENT").value(), std::nullopt);
  EXPECT_FALSE(settings.get_integer("NEGATIVE"));
  const auto bad = settings.get_integer("BAD");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message, "BAD (" + (dir_ / "project/.env:2") + ") must be a whole number from 0, not \"20s\"");
}

TEST(IsUnfilled, KnowsTheWordsOfTheTemplates) {
  EXPECT_TRUE(is_unfilled("REPLACE_ME"));
  EXPECT_TRUE(is_unfilled("/aws/lambda/FIXME-your-function-name"));
  EXPECT_TRUE(is_unfilled("YOUR_AGENT_ID_HERE"));
  EXPECT_TRUE(is_unfilled("arn:aws:lambda:us-east-1:123456789012:function:YOUR_FUNCTION"));
  EXPECT_FALSE(is_unfilled("FIX_YOUR_BIKE"));
  EXPECT_FALSE(is_unfilled("https://sqs.us-east-1.amazonaws.com/123456789012/queue"));
}

}  // namespace
}  // namespace itk::settings
