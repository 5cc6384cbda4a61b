#include "common/base/atomic_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/temp_dir.h"

namespace itk {
namespace {

TEST(AtomicFile, TheOldContentStaysUntilCommit) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "f", "old"));
  {
    auto file = AtomicFile::create(dir / "f");
    ASSERT_TRUE(file->write("new"));
  }
  EXPECT_EQ(read_file(dir / "f"), "old");
  ASSERT_TRUE(write_file(dir / "f", "new"));
  EXPECT_EQ(read_file(dir / "f"), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);
}

// As root, a rename over /dev/null would leave a regular file there.
TEST(AtomicFile, WhatIsNoRegularFileIsWrittenToAndStays) {
  test::TempDir dir;
  ASSERT_EQ(mkfifo((dir / "pipe").c_str(), 0600), 0);
  const int reader = open((dir / "pipe").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_TRUE(write_file(dir / "pipe", "through"));
  char buffer[16];
  EXPECT_EQ(read(reader, buffer, sizeof buffer), 7);
  close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(dir / "pipe"));
}

TEST(AtomicFile, ALinkStaysAndItsTargetIsReplaced) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "target", "old"));
  std::filesystem::create_symlink("target", dir / "link");
  ASSERT_TRUE(write_file(dir / "link", "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(dir / "link"));
  EXPECT_EQ(read_file(dir / "target"), "new");
}

TEST(AtomicFile, SaysWhatCannotBeWritten) {
  const Status status = write_file("/nonexistent/dir/f", "x");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "cannot create /nonexistent/dir/f: No such file or directory");
}

TEST(ReadFile, SaysWhatIsMissing) { EXPECT_EQ(read_file("/nonexistent/f").error().code, "file_not_found"); }

}  // namespace
}  // namespace itk
