#include "itk-invoke/hooks.h"

#include <gmock/gmock.h>

#include "tests/unit/itk-invoke/delivery_scene.h"

namespace itk::invoke {
namespace {

using ::testing::HasSubstr;

class HooksTest : public DeliveryTest {
 protected:
  HooksTest() : real_(aws::make_curl_loop({}, system_clock())) {}

  static Task<> keep(aws::Loop& loop, const Case& test_case, const Execution& execution, const Environment& environment,
                     Status& kept) {
    kept = co_await run_hooks(loop, test_case, test_case.before, execution, environment);
  }
  // `before` of the case.
  Status run(const std::string& before) {
    compile("entrypoint: {type: http, target: {url: \"https://x/\"}}\nbefore: " + before + "\n");
    EXPECT_EQ(problems_, "");
    const Execution running = execution();
    Status kept = tl::make_unexpected(internal_error("never ended"));
    real_->spawn(keep(*real_, test_case_, running, environment_, kept));
    real_->run();
    return kept;
  }
  std::string text_of(const std::string& name) { return read_file(dir_ / name).value_or("(none)"); }

  std::unique_ptr<aws::Loop> real_;
};

TEST_F(HooksTest, RunOneAfterTheOtherAndKnowTheirExecution) {
  const std::string file = dir_ / "out";
  const Status ran = run("[[sh, -c, 'sleep 0.1; echo $ITK_RUN_ID $ITK_INV $ITK_CASE $ITK_ITERATION $ITK_NONCE > " +
                         file + "'], {run: [sh, -c, 'echo $0 >> " + file + "', \"${itk.nonce}\"], timeout: 20s}]");
  ASSERT_TRUE(ran) << ran.error().message;
  const Identity identity = execution().identity;
  EXPECT_EQ(text_of("out"), "RUN " + identity.inv + " a 1 " + identity.nonce + "\n" + identity.nonce + "\n");
}

TEST_F(HooksTest, TheFirstThatFailsEndsThemAndSaysWhereAndWhy) {
  const Status ran = run("[[sh, -c, 'echo a >&2; echo why >&2; exit 4'], [touch, " + dir_ / "late" + "]]");
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, "hook_failed");
  EXPECT_THAT(ran.error().message, HasSubstr("a.yaml:3:10: sh ended with status 4: a\nwhy"));
  EXPECT_EQ(text_of("late"), "(none)");
}

TEST_F(HooksTest, OneThatCannotRunOrTakesTooLongSaysWhere) {
  EXPECT_THAT(run("[no-such-program]").error().message,
              HasSubstr("a.yaml:3:9: no-such-program cannot be run: there is no such program in PATH"));
  EXPECT_THAT(run("{run: [sleep, \"600\"], timeout: 100ms}").error().message,
              HasSubstr("sleep had not ended after 0.1 s and was killed"));
}

TEST_F(HooksTest, AValueThatIsNotThereIsNoWord) {
  compile("entrypoint: {type: http, target: {url: \"https://x/\"}}\nbefore: [echo, x]\n");
  test_case_.before[0].argv[1] = "${secret:k}";  // which no case file may have in its hooks
  const Execution running = execution();
  Status kept;
  real_->spawn(keep(*real_, test_case_, running, environment_, kept));
  real_->run();
  ASSERT_FALSE(kept);
  EXPECT_THAT(kept.error().message, HasSubstr("a.yaml:3:9: secret:k is asked for and was not fetched"));
}

}  // namespace
}  // namespace itk::invoke
