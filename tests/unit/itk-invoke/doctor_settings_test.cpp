#include "itk-invoke/doctor_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DoctorSettingsTest : public ::testing::Test {
 protected:
  std::string examine(std::map<std::string, std::string, std::less<>> values = {}) {
    values.emplace("PATH", "/usr/local/bin:/usr/bin:/bin");
    const Environment environment(std::move(values));
    const auto settings = settings::Settings::load({environment, dir_.path(), ""});
    checks_.clear();
    check_settings(*settings, environment, dir_.path(), "", checks_);
    return to_text(checks_);
  }
  void git(const std::string& words) {
    const std::string command =
        "cd '" + dir_.path() + "' && git -c user.name=u -c user.email=u@h " + words + " > /dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << words;
  }

  test::TempDir dir_;
  Checks checks_;
};

TEST_F(DoctorSettingsTest, ANameThatNobodyReadsHasItsNearest) {
  git("init");
  ASSERT_TRUE(write_file(dir_ / ".env", "ITK_SQS_QEUE_URL=x\nITK_LOG_GROUPS=REPLACE_ME\nnonsense\nOTHER=1\n"));
  const std::string text = examine({{"ITK_ENVV", "dev"}});
  EXPECT_THAT(text, HasSubstr("ITK_SQS_QEUE_URL (" + (dir_ / ".env:1") +
                              ") is no setting of ITK  → call it ITK_SQS_QUEUE_URL"));
  EXPECT_THAT(text, HasSubstr("ITK_ENVV (environment) is no setting of ITK  → call it ITK_ENV"));
  EXPECT_THAT(text, HasSubstr("ITK_LOG_GROUPS (" + (dir_ / ".env:2") + ") is still to be filled in"));
  EXPECT_THAT(text, HasSubstr(".env:3: expected NAME=value"));
  EXPECT_THAT(text, Not(HasSubstr("OTHER")));
}

TEST_F(DoctorSettingsTest, AValueThatCannotBeReadIsBadAndNotShown) {
  git("init");
  ASSERT_TRUE(write_file(dir_ / ".env", "ITK_LOG_DELAY_SECONDS=canary\nITK_WORKER_AGENT_ID=x\n"));
  const std::string text = examine({{"ITK_BIN", "/usr/bin"}});
  EXPECT_THAT(text, HasSubstr("must be a whole number from 0"));
  EXPECT_THAT(text, Not(HasSubstr("canary")));
  EXPECT_THAT(text, HasSubstr("unless a case says ${ITK_WORKER_AGENT_ID}"));
  EXPECT_THAT(text, Not(HasSubstr("ITK_BIN")));
  EXPECT_EQ(exit_code_of(checks_), ExitCode::Usage);
}

TEST_F(DoctorSettingsTest, AFileThatGitTracksIsBad) {
  git("init");
  ASSERT_TRUE(write_file(dir_ / ".env", "ITK_ENV=dev\n"));
  EXPECT_THAT(examine(), HasSubstr("is not ignored by git"));
  ASSERT_TRUE(write_file(dir_ / ".gitignore", ".env\n"));
  EXPECT_THAT(examine(), HasSubstr("is not tracked"));
  EXPECT_EQ(exit_code_of(checks_), ExitCode::Ok);
  git("add -f .env");
  EXPECT_THAT(examine(), HasSubstr("is tracked by git"));
  EXPECT_EQ(exit_code_of(checks_), ExitCode::Refused);
}

TEST_F(DoctorSettingsTest, WithoutAFileThereIsAWayToBegin) {
  git("init");
  EXPECT_THAT(examine(), HasSubstr("there is no .env here nor above  → itk init"));
}

}  // namespace
}  // namespace itk::invoke
