#include "common/base/atomic_file.h"

#include <gtest/gtest.h>

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

TEST(AtomicFile, SaysWhatCannotBeWritten) {
  const Status status = write_file("/nonexistent/dir/f", "x");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "cannot create /nonexistent/dir/f: No such file or directory");
}

TEST(ReadFile, SaysWhatIsMissing) {
  EXPECT_EQ(read_file("/nonexistent/f").error().code, "file_not_found");
}

}  // namespace
}  // namespace itk
