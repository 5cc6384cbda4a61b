#include "itk-invoke/fixture.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

class FixtureTest : public ::testing::Test {
 protected:
  void touch(const std::string& name) {
    fs::create_directories(fs::path(dir_ / name).parent_path());
    ASSERT_TRUE(write_file(dir_ / name, "{}\n"));
  }
  std::string find(const std::string& file, const std::string& id, const std::string& named = "",
                   std::int64_t row = 0) {
    fs::create_directories(fs::path(dir_ / file).parent_path());
    Case test_case;
    test_case.file = dir_ / file;
    test_case.id = id;
    test_case.row = row;
    test_case.fixture = named;
    test_case.fixture_at = {3, 10};
    problems_ = Problems(Purpose::DevFixtures);
    const std::string found = find_fixture(test_case, problems_);
    return found.empty() ? "" : fs::path(found).lexically_relative(dir_.path()).string();
  }

  test::TempDir dir_;
  Problems problems_{Purpose::DevFixtures};
};

TEST_F(FixtureTest, TheNamedOneIsRelativeToTheCase) {
  touch("fixtures/logs/f.jsonl");
  EXPECT_EQ(find("cases/a.yaml", "a", "../fixtures/logs/f.jsonl"), "fixtures/logs/f.jsonl");
  EXPECT_FALSE(problems_.has_errors());
}

TEST_F(FixtureTest, ANamedOneThatDoesNotExistIsAnErrorAndNothingElseIsTaken) {
  touch("cases/a.jsonl");
  touch("fixtures/logs/sample.jsonl");
  find("cases/a.yaml", "a", "../fixtures/logs/sampel.jsonl");
  ASSERT_EQ(problems_.sorted().size(), 1u);
  const Problem problem = problems_.sorted()[0];
  EXPECT_EQ(problem.at.line, 3);
  EXPECT_EQ(problem.at.column, 10);
  EXPECT_EQ(problem.message, "the fixture " + (dir_ / "fixtures/logs/sampel.jsonl") +
                                 " does not exist; did you mean \"" + (dir_ / "fixtures/logs/sample.jsonl") + "\"?");
}

TEST_F(FixtureTest, TheSiblingComesBeforeTheFolders) {
  touch("cases/a.jsonl");
  touch("fixtures/logs/my-id.jsonl");
  EXPECT_EQ(find("cases/a.yaml", "my-id"), "cases/a.jsonl");
}

TEST_F(FixtureTest, RowsDoNotShareTheirEvidence) {
  touch("cases/a.jsonl");
  EXPECT_EQ(find("cases/a.yaml", "a[2]", "", 2), "");
  touch("cases/a[2].jsonl");
  EXPECT_EQ(find("cases/a.yaml", "a[2]", "", 2), "cases/a[2].jsonl");
  touch("fixtures/logs/a[3].jsonl");
  EXPECT_EQ(find("cases/a.yaml", "a[3]", "", 3), "fixtures/logs/a[3].jsonl");
}

TEST_F(FixtureTest, FixturesLogsIsLookedForUpwards) {
  touch("fixtures/logs/my-id.jsonl");
  EXPECT_EQ(find("cases/deep/er/a.yaml", "my-id"), "fixtures/logs/my-id.jsonl");
  EXPECT_EQ(find("a.yaml", "my-id"), "fixtures/logs/my-id.jsonl");
}

TEST_F(FixtureTest, NeverAnotherFile) {
  touch("fixtures/logs/sample_run_001.jsonl");
  EXPECT_EQ(find("cases/a.yaml", "my-id"), "");
  EXPECT_FALSE(problems_.has_errors());
}

TEST_F(FixtureTest, AnIdThatIsAPathIsNotFollowed) {
  touch("fixtures/secret.jsonl");
  EXPECT_EQ(find("cases/a.yaml", "../secret"), "");
}

}  // namespace
}  // namespace itk::invoke
