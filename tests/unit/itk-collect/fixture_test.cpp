// Runs on fixtures.
#include <gmock/gmock.h>

#include "common/base/atomic_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/itk-collect/scene.h"

namespace itk::collect {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string fixture_run(const Scene& scene, const std::string& path) {
  std::string input = scene.input_for(std::vector<std::string>());
  const std::string end = input.substr(input.find("{\"itk\":\"end/1\""));
  input =
      R"({"itk":"run/1","run":"R","mode":"dev-fixtures","endpoint":"aws","version":"0","start":"2026-11-20T08:00:00.000Z"})"
      "\n";
  for (const char* inv : {"A", "B"}) {
    input += R"({"itk":"invocation/1","mode":"dev-fixtures","inv":")" + std::string(inv) + R"(","run":"R","case":"c-)" +
             inv + R"(","iteration":1,"entrypoint":"sqs_event","fixture":")" + path + "\"}\n";
    input += R"({"itk":"answer/1","mode":"dev-fixtures","inv":")" + std::string(inv) +
             R"(","status":"ok","attempts":0})"
             "\n";
  }
  return input + end;
}

TEST(Fixtures, EveryLineIsAnEventBoundToItsCase) {
  test::TempDir dir;
  ASSERT_TRUE(write_file(
      dir / "f.jsonl",
      R"({"span_id":"s1","component":"a:b","operation":"op","ts_start":"2026-01-15T12:00:00Z","lambda_request_id":"req-aaa"})"
      "\r\n\nnot json at all\n"));
  Scene scene;
  const Outcome out = scene.run(fixture_run(scene, dir / "f.jsonl"));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  ASSERT_THAT(out.events, SizeIs(4));
  EXPECT_EQ(out.events[0].kind, "span");
  EXPECT_EQ(out.events[0].source, "fixture");
  EXPECT_EQ(out.events[0].inv, "A");
  EXPECT_EQ(out.events[0].mode, "dev-fixtures");
  EXPECT_EQ(out.events[1].text, "not json at all");
  EXPECT_THAT(out.events[1].id, HasSubstr(":3@A"));
  EXPECT_EQ(out.events[2].inv, "B");
  EXPECT_NE(out.events[2].id, out.events[0].id);
  EXPECT_TRUE(out.collections.at("A").complete);
  EXPECT_EQ(out.collections.at("A").events, 2);
  EXPECT_THAT(scene.source.queries, IsEmpty());
}

TEST(Fixtures, AMissingFileIsAnErrorOfItsCase) {
  Scene scene;
  const Outcome out = scene.run(fixture_run(scene, "/nowhere/f.jsonl"));
  EXPECT_EQ(out.exit, ExitCode::Usage);
  ASSERT_THAT(out.errors, SizeIs(2));
  EXPECT_EQ(out.errors[0].inv, "A");
  EXPECT_FALSE(out.collections.at("A").complete);
}

}  // namespace
}  // namespace itk::collect
