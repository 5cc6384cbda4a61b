// Evidence that is not in log groups, through the whole stage.
#include <gmock/gmock.h>

#include "tests/unit/itk-collect/scene.h"
#include "tests/unit/itk-collect/scripted_side_source.h"

namespace itk::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char k_trace[] = "trace:6543a0b1c2d3e4f5061728394a5b6c7d";

// A Lambda works on A's message, and names its X-Ray trace.
void work_with_trace(Scene& scene) {
  scene.work("A", 500);
  scene.line(502, R"({"message":"traced","function_request_id":")" + std::string(k_request) +
                      R"(","xray_trace_id":"1-6543a0b1-c2d3e4f5061728394a5b6c7d"})");
}

SideScript::Event segment(std::int64_t arrives_ms, const std::string& id) {
  SideScript::Event out;
  out.arrives = {Scene::clock_start().ns + arrives_ms * 1'000'000};
  out.trace_id = k_trace;
  out.event.id = id;
  out.event.source = "xray";
  out.event.kind = "span";
  out.event.ids = {k_trace};
  out.event.start = Timestamp{Scene::clock_start().ns + 501'000'000};
  return out;
}

void add_source(Scene& scene, SideScript& script) {
  scene.options.sources = {"xray"};
  scene.sides.push_back({"xray", [&scene, &script]() -> Result<std::unique_ptr<SideSource>> {
                           return std::make_unique<ScriptedSideSource>(script, scene.clock);
                         }});
}

TEST(SideSources, TheirEventsBelongToTheCaseWhoseTraceTheyAre) {
  Scene scene;
  SideScript script;
  script.events.push_back(segment(1'500, "segment-1"));
  add_source(scene, script);
  work_with_trace(scene);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Ok) << out.log;
  const auto found =
      std::find_if(out.events.begin(), out.events.end(), [](const auto& e) { return e.source == "xray"; });
  ASSERT_NE(found, out.events.end());
  EXPECT_EQ(found->inv, "A");
  EXPECT_EQ(out.collections.at("A").events, 7);
  ASSERT_THAT(script.wants.front()->trace_ids, IsEmpty());
  EXPECT_THAT(script.wants.back(), testing::Eq(std::nullopt));  // no case is open any more
}

TEST(SideSources, ACaseClosesOnlyWhenTheyAreReadThroughItsQuietPeriod) {
  Scene scene;
  SideScript script;
  script.between = std::chrono::seconds(5);
  script.events.push_back(segment(5'500, "segment-1"));
  add_source(scene, script);
  work_with_trace(scene);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_TRUE(out.collections.at("A").complete);
  // Quiet from 0.8 s on, it would have closed at 2.8 s: the call at about 5.8 s brings the segment.
  EXPECT_EQ(out.collections.at("A").events, 7);
  EXPECT_GE(scene.elapsed_s(), 7.5);
}

TEST(SideSources, OneThatIsGivenUpMakesItsCasesIncomplete) {
  Scene scene;
  SideScript script;
  script.given_up =
      Error{ErrorClass::Auth, ExitCode::Unreachable, "AccessDeniedException", "not authorized", "xray", ""};
  add_source(scene, script);
  work_with_trace(scene);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Unreachable);
  EXPECT_THAT(out.errors, SizeIs(1));
  EXPECT_EQ(out.errors[0].inv, "A");
  EXPECT_THAT(out.collections.at("A").missing, ElementsAre(model::Awaited{"source", "xray", ""}));
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("xray could not be read: xray: not authorized"));
  EXPECT_EQ(out.collections.at("A").events, 6);  // what the log groups have is there
  EXPECT_EQ(script.calls, 1);
}

TEST(SideSources, OneThatCannotBeMadeIsNamed) {
  Scene scene;
  scene.options.sources = {"xray"};
  work_with_trace(scene);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.exit, ExitCode::Usage);
  EXPECT_THAT(out.collections.at("A").reason, HasSubstr("xray could not be read"));
}

TEST(SideSources, WhatTheyCostIsCounted) {
  Scene scene;
  SideScript script;
  add_source(scene, script);
  work_with_trace(scene);
  const Outcome out = scene.run(scene.input_for({"A"}));
  EXPECT_EQ(out.collections.at("A").api_calls, script.calls + static_cast<std::int64_t>(scene.source.queries.size()));
}

}  // namespace
}  // namespace itk::collect
