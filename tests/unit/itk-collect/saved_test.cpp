#include "itk-collect/saved.h"

#include <gmock/gmock.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class Saved : public ::testing::Test {
 protected:
  std::string file(const std::string& name, std::string_view content) {
    EXPECT_TRUE(write_file(dir_ / name, content));
    return dir_ / name;
  }
  Outcome read(const std::vector<std::string>& files) {
    Scene scene;
    scene.options.read = files;
    scene.close_input();
    return scene.run();
  }

  test::TempDir dir_;
};

TEST_F(Saved, FilesBecomeOneRunWithOneCollection) {
  const Outcome out =
      read({file("a.log", "one\ntwo\n"), file("b.jsonl", "{\"level\":\"INFO\",\"message\":\"three\"}\n")});
  EXPECT_EQ(out.exit, ExitCode::Ok);
  EXPECT_THAT(out.lines[0], HasSubstr(R"("endpoint":"custom","endpoint_url":"saved files")"));
  EXPECT_THAT(out.events, SizeIs(3));
  EXPECT_EQ(out.events[0].source, "file");
  EXPECT_EQ(out.collections.at("").events, 3);
  EXPECT_TRUE(out.collections.at("").complete);
}

TEST_F(Saved, TheSameFileTwiceIsReadOnce) {
  const std::string a = file("a.log", "one\none\n");
  EXPECT_THAT(read({a, a}).events, SizeIs(2));
}

TEST_F(Saved, IdsThatOthersMadeUpMayRepeatWithOtherMessages) {
  const std::string batch = R"({"logGroup":"g","logStream":"s","logEvents":[{"id":"e1","timestamp":1,"message":")";
  const Outcome out = read(
      {file("a.json", batch + "one\"}]}"), file("b.json", batch + "two\"}]}"), file("c.json", batch + "one\"}]}\n")});
  ASSERT_THAT(out.events, SizeIs(2));
  EXPECT_EQ(out.events[0].id, "e1");
  EXPECT_NE(out.events[1].id, "e1");
}

TEST_F(Saved, AFileThatIsNotThereIsAnErrorAndTheOthersAreRead) {
  const Outcome out = read({dir_ / "none.json", file("a.log", "one\n")});
  EXPECT_EQ(out.exit, ExitCode::Usage);
  EXPECT_THAT(out.errors, SizeIs(1));
  EXPECT_THAT(out.events, SizeIs(1));
  EXPECT_FALSE(out.collections.at("").complete);
}

TEST_F(Saved, ACutDocumentIsIncompleteEvidence) {
  const Outcome out = read({file("a.json", "{\"resourceSpans\":[{\n\"resource\":{}")});
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  EXPECT_THAT(out.log, HasSubstr("a.json:2:14: the JSON is broken or cut off; it is kept line by line"));
  EXPECT_THAT(out.events, SizeIs(2));
}

TEST_F(Saved, SecretsDoNotLeave) {
  const Outcome out = read({file("a.log", "password=hunter2hunter2 for jane@example.com\n")});
  for (const std::string& line : out.lines) {
    EXPECT_EQ(line.find("hunter2"), std::string::npos);
    EXPECT_EQ(line.find("jane@"), std::string::npos);
  }
}

}  // namespace
}  // namespace itk::collect
