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
  EXPECT_THAT(out.log, HasSubstr("a.json:2:14: the JSON is broken or cut off; what is not whole is kept line by line"));
  EXPECT_THAT(out.events, SizeIs(2));
}

// What one run found, read again: the agent's trace of an answer, and lines of logs.
TEST_F(Saved, RecordsOfOursGiveTheirEvents) {
  const Outcome out = read({file(
      "run.jsonl",
      R"({"itk":"run/1","run":"01KAG0S3M00000000000000001","mode":"live","endpoint":"aws","tool_version":"1","start":"2026-11-20T08:00:00.000Z"})"
      "\n"
      R"({"itk":"event/1","id":"itk-1-agent-00000","source":"bedrock-agent","kind":"start","inv":"01KAG0S3M00000000000000002","component":"model:m","operation":"InvokeModel","payload":{"a":1.10}})"
      "\n"
      R"({"itk":"event/1","id":"e1","source":"cloudwatch","group":"/aws/lambda/orders","kind":"log","inv":"01KAG0S3M00000000000000002","text":"hi"})"
      "\n"
      R"({"itk":"end/1","stage":"itk-collect","read":0,"written":3,"exit":0,"sha256":""})"
      "\n")});
  EXPECT_EQ(out.exit, ExitCode::Ok);
  ASSERT_THAT(out.events, SizeIs(2));
  EXPECT_EQ(out.events[0].source, "bedrock-agent");
  EXPECT_EQ(out.events[0].component, "model:m");
  EXPECT_EQ(out.events[0].payload.text, R"({"a":1.10})");
  EXPECT_EQ(out.events[0].inv, "");
  EXPECT_EQ(out.events[1].id, "e1");
  EXPECT_EQ(out.events[1].source, "cloudwatch");
  EXPECT_TRUE(out.collections.at("").complete);
}

TEST_F(Saved, RecordsThatWereCutAreIncomplete) {
  const Outcome out = read(
      {file("run.jsonl", "{\"itk\":\"event/1\",\"id\":\"e1\",\"source\":\"file\",\"kind\":\"log\"}\n{\"itk\":\"ev")});
  EXPECT_EQ(out.exit, ExitCode::Incomplete);
  EXPECT_THAT(out.events, SizeIs(1));
  EXPECT_THAT(out.log, HasSubstr("run.jsonl:2: "));
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
