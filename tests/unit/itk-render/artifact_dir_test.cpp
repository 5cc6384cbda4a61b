#include "itk-render/artifact_dir.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace itk::render {
namespace {

namespace fs = std::filesystem;

// Names in a folder, sorted.
std::vector<std::string> names(const std::string& path) {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    found.push_back(entry.path().filename().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

using Names = std::vector<std::string>;

void write_run(const std::string& path, const std::string& file, const std::string& text) {
  Result<ArtifactDir> dir = ArtifactDir::create(path);
  ASSERT_TRUE(dir) << dir.error().message;
  ASSERT_TRUE(dir->write(file, text));
  const Status status = dir->commit();
  ASSERT_TRUE(status) << status.error().message;
}

TEST(ArtifactDir, AppearsOnCommitAndNotBefore) {
  test::TempDir temp;
  Result<ArtifactDir> dir = ArtifactDir::create(temp / "out/");
  ASSERT_TRUE(dir);
  ASSERT_TRUE(dir->write("a/b/c.txt", "text"));
  EXPECT_FALSE(fs::exists(temp / "out"));
  ASSERT_TRUE(dir->commit());
  EXPECT_EQ(read_file(temp / "out/a/b/c.txt").value(), "text");
  EXPECT_EQ(names(temp.path()), Names{"out"});
}

TEST(ArtifactDir, LeavesNothingWhenItIsGivenUp) {
  test::TempDir temp;
  {
    Result<ArtifactDir> dir = ArtifactDir::create(temp / "out");
    ASSERT_TRUE(dir->write("index.html", "half"));
  }
  EXPECT_EQ(names(temp.path()), Names{});
}

TEST(ArtifactDir, ReplacesWhatItWroteBefore) {
  test::TempDir temp;
  write_run(temp / "out", "old-case/index.html", "1");
  write_run(temp / "out", "new-case/index.html", "2");
  EXPECT_EQ(names(temp / "out"), (Names{".itk-run", "new-case"}));
  EXPECT_EQ(names(temp.path()), Names{"out"});
}

TEST(ArtifactDir, KeepsWhatOthersPutBeside) {
  test::TempDir temp;
  write_run(temp / "out", "index.html", "1");
  ASSERT_TRUE(write_file(temp / "out/evidence.jsonl.gz", "evidence"));
  fs::create_directories(temp / "out/notes/deep");
  ASSERT_TRUE(write_file(temp / "out/notes/deep/n.txt", "note"));
  write_run(temp / "out", "index.html", "2");
  write_run(temp / "out", "index.html", "3");
  EXPECT_EQ(read_file(temp / "out/evidence.jsonl.gz").value(), "evidence");
  EXPECT_EQ(read_file(temp / "out/notes/deep/n.txt").value(), "note");
  EXPECT_EQ(read_file(temp / "out/index.html").value(), "3");
}

TEST(ArtifactDir, DoesNotOverwriteTheFileOfAnother) {
  test::TempDir temp;
  write_run(temp / "out", "index.html", "1");
  ASSERT_TRUE(write_file(temp / "out/case-1", "mine"));
  Result<ArtifactDir> dir = ArtifactDir::create(temp / "out");
  ASSERT_TRUE(dir->write("case-1/index.html", "2"));
  const Status status = dir->commit();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().exit, ExitCode::Usage);
  EXPECT_EQ(read_file(temp / "out/case-1").value(), "mine");
}

TEST(ArtifactDir, RefusesAFolderThatItkDidNotWrite) {
  test::TempDir temp;
  fs::create_directory(temp / "home");
  ASSERT_TRUE(write_file(temp / "home/thesis.txt", "years of work"));
  const Result<ArtifactDir> dir = ArtifactDir::create(temp / "home");
  ASSERT_FALSE(dir);
  EXPECT_EQ(dir.error().exit, ExitCode::Usage);
  EXPECT_EQ(dir.error().code, "foreign_folder");
  EXPECT_EQ(names(temp / "home"), Names{"thesis.txt"});
}

TEST(ArtifactDir, RefusesAFolderThatBecameForeignMeanwhile) {
  test::TempDir temp;
  Result<ArtifactDir> dir = ArtifactDir::create(temp / "out");
  fs::create_directory(temp / "out");
  ASSERT_TRUE(write_file(temp / "out/thesis.txt", "years of work"));
  ASSERT_TRUE(dir->write("index.html", "1"));
  EXPECT_FALSE(dir->commit());
  EXPECT_EQ(names(temp / "out"), Names{"thesis.txt"});
}

TEST(ArtifactDir, TakesAnEmptyFolderAndMakesParents) {
  test::TempDir temp;
  fs::create_directory(temp / "empty");
  write_run(temp / "empty", "index.html", "1");
  write_run(temp / "a/b/c", "index.html", "1");
  EXPECT_TRUE(fs::exists(temp / "empty/index.html"));
  EXPECT_TRUE(fs::exists(temp / "a/b/c/index.html"));
}

TEST(ArtifactDir, RefusesFilesAndFoldersWithoutAName) {
  test::TempDir temp;
  ASSERT_TRUE(write_file(temp / "file", "x"));
  EXPECT_FALSE(ArtifactDir::create(temp / "file"));
  EXPECT_FALSE(ArtifactDir::create("."));
  EXPECT_FALSE(ArtifactDir::create(temp / ".."));
  EXPECT_FALSE(ArtifactDir::create("/"));
  EXPECT_FALSE(ArtifactDir::create(""));
}

TEST(ArtifactDir, FollowsALinkInsteadOfReplacingIt) {
  test::TempDir temp;
  write_run(temp / "real", "index.html", "1");
  fs::create_directory_symlink(temp / "real", temp / "link");
  write_run(temp / "link", "index.html", "2");
  EXPECT_TRUE(fs::is_symlink(temp / "link"));
  EXPECT_EQ(read_file(temp / "real/index.html").value(), "2");
}

TEST(ArtifactDir, AFolderThatCannotBeWrittenIsAClearError) {
  test::TempDir temp;
  fs::create_directory(temp / "locked");
  chmod((temp / "locked").c_str(), 0555);
  // Root writes everywhere but in /proc.
  const Result<ArtifactDir> dir = ArtifactDir::create(geteuid() == 0 ? "/proc/out" : temp / "locked/out");
  ASSERT_FALSE(dir);
  EXPECT_EQ(dir.error().exit, ExitCode::Usage);
  EXPECT_NE(dir.error().message.find("cannot create the folder"), std::string::npos) << dir.error().message;
}

// A limit on the size of files stands in for a full disk: write(2) fails in the same way.
TEST(ArtifactDir, AFullDiskLeavesThePreviousRun) {
  test::TempDir temp;
  write_run(temp / "out", "index.html", "previous");
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{4096, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  Status status;
  {
    Result<ArtifactDir> dir = ArtifactDir::create(temp / "out");
    status = dir->write("index.html", std::string(100'000, 'x'));
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().exit, ExitCode::Usage);
  EXPECT_NE(status.error().message.find("cannot write"), std::string::npos);
  EXPECT_EQ(read_file(temp / "out/index.html").value(), "previous");
  EXPECT_EQ(names(temp.path()), Names{"out"});
}

}  // namespace
}  // namespace itk::render
