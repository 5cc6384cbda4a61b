#include <gtest/gtest.h>
#include <unistd.h>

#include "common/base/line_reader.h"
#include "common/base/line_writer.h"
#include "tests/support/temp_dir.h"

namespace itk {
namespace {

std::vector<std::string> read_all(LineReader& reader) {
  std::vector<std::string> lines;
  for (;;) {
    const auto line = reader.next();
    if (!line || !*line) {
      return lines;
    }
    lines.emplace_back(**line);
  }
}

TEST(LineReader, LastLineNeedsNoNewline) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "a", "one\ntwo\r\n\nthree"));
  LineReader reader({dir / "a"});
  EXPECT_EQ(read_all(reader), (std::vector<std::string>{"one", "two", "", "three"}));
}

TEST(LineReader, ReadsFilesOneAfterAnotherAndKnowsWhereItIs) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "a", "1\n2\n"));
  ASSERT_TRUE(write_file(dir / "b", "3\n"));
  LineReader reader({dir / "a", dir / "b"});
  ASSERT_TRUE(reader.next());
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.position(), dir / "a:2");
  EXPECT_EQ(**reader.next(), "3");
  EXPECT_EQ(reader.position(), dir / "b:1");
  EXPECT_FALSE(reader.next()->has_value());
}

TEST(LineReader, TakesLinesLongerThanItsBuffer) {
  test::TempDir dir;
  const std::string big(3'000'000, 'x');
  ASSERT_TRUE(write_file(dir / "a", big + "\nend\n"));
  LineReader reader({dir / "a"});
  EXPECT_EQ(**reader.next(), big);
  EXPECT_EQ(**reader.next(), "end");
}

TEST(LineReader, NamesALineThatIsTooLong) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(dir / "a", "ok\n" + std::string(k_max_line_bytes + 1, 'x') + "\n"));
  LineReader reader({dir / "a"});
  ASSERT_TRUE(reader.next());
  const auto line = reader.next();
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().code, "line_too_long");
  EXPECT_EQ(line.error().exit, ExitCode::Contract);
  EXPECT_NE(line.error().message.find("a:2"), std::string::npos);
}

TEST(LineReader, ReadsAPipeInPieces) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "par", 3), 3);
  LineReader reader(ends[0], "<pipe>");
  EXPECT_FALSE(reader.has_buffered_line());
  ASSERT_EQ(write(ends[1], "t\nrest\n", 7), 7);
  EXPECT_EQ(**reader.next(), "part");
  EXPECT_TRUE(reader.has_buffered_line());
  close(ends[1]);
  EXPECT_EQ(**reader.next(), "rest");
  EXPECT_FALSE(reader.next()->has_value());
  close(ends[0]);
}

TEST(LineReader, AMissingFileIsAUsageErrorThatNamesIt) {
  LineReader reader({"/nonexistent/run.jsonl"});
  const auto line = reader.next();
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().exit, ExitCode::Usage);
  EXPECT_NE(line.error().message.find("/nonexistent/run.jsonl"), std::string::npos);
}

TEST(LineWriter, AFileAppearsOnlyWithCommit) {
  test::TempDir dir;
  {
    auto writer = LineWriter::open(dir / "out");
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->write("line"));
    ASSERT_TRUE(writer->flush());
    EXPECT_FALSE(std::filesystem::exists(dir / "out"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
  auto writer = LineWriter::open(dir / "out");
  ASSERT_TRUE(writer->write("line"));
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(read_file(dir / "out"), "line\n");
  EXPECT_EQ(writer->lines(), 1u);
  EXPECT_EQ(writer->finish_digest(), sha256_hex("line\n"));
}

TEST(LineWriter, AFullDiskIsAnError) {
  if (access("/dev/full", W_OK) != 0) {
    GTEST_SKIP() << "no /dev/full";
  }
  const int saved = dup(STDOUT_FILENO);
  ASSERT_NE(freopen("/dev/full", "w", stdout), nullptr);
  auto writer = LineWriter::open("-");
  ASSERT_TRUE(writer->write("line"));
  const Status status = writer->commit();
  dup2(saved, STDOUT_FILENO);
  close(saved);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("No space left"), std::string::npos);
}

}  // namespace
}  // namespace itk
