#include "itk-invoke/exec.h"

#include <gmock/gmock.h>

#include "itk-invoke/exec_permission.h"
#include "tests/support/loopback_server.h"
#include "tests/unit/itk-invoke/delivery_scene.h"

namespace itk::invoke {
namespace {

using test::LoopbackServer;
using ::testing::HasSubstr;
using Strings = std::vector<std::string>;

class ExecTest : public DeliveryTest {
 protected:
  ExecTest() : real_(aws::make_curl_loop({}, system_clock())) {}

  void compile_exec(const std::string& target, const std::string& more = "") {
    compile("entrypoint:\n  type: exec\n  target: " + target + "\n" + more);
    ASSERT_EQ(problems_, "");
    ASSERT_TRUE(delivery_);
  }
  void compile_script(const std::string& script, const std::string& more = "") {
    compile_exec("{command: [sh, -c, '" + script + "']}", more);
  }
  std::string problem_of(const std::string& target) {
    compile("entrypoint:\n  type: exec\n  target: " + target + "\n");
    EXPECT_NE(problems_, "") << target;
    return problems_;
  }
  Delivered send() { return send_all(*real_, 1).at(0); }

  std::unique_ptr<aws::Loop> real_;
};

TEST_F(ExecTest, ThePayloadIsItsInputAndItsOutputIsTheAnswer) {
  compile_exec("{command: [cat]}", "  payload: {n: 1.10, id: \"${itk.nonce}\"}\n");
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_EQ(delivered->response.text, R"({"n":1.10,"id":")" + execution().identity.nonce + "\"}");
  EXPECT_EQ(delivered->status, "ok");
  EXPECT_EQ(delivered->attempts, 1);
  EXPECT_EQ(delivery_->target(), "cat");
  compile_exec("{command: [cat]}", "  payload: \"two\\nlines\"\n");
  EXPECT_EQ(delivery_->request(execution()).text, R"("two\nlines")");
  EXPECT_EQ(send()->response.text, R"("two\nlines")");
  compile_exec("{command: [cat]}");
  EXPECT_TRUE(delivery_->request(execution()).empty());
  EXPECT_TRUE(send()->response.empty());
}

TEST_F(ExecTest, ItsVariablesTellWhoseExecutionItIs) {
  environment_.set("ITK_TRACE_ID_ATTR", "MY_NONCE");
  environment_.set("INHERITED", "yes");
  const std::string script =
      "echo "
      "$ITK_RUN_ID/$ITK_INV/$ITK_CASE/$ITK_ITERATION/$ITK_NONCE/$MY_NONCE/$TRACEPARENT/$X_AMZN_TRACE_ID/$INHERITED";
  compile_script(script);
  const Identity identity = execution().identity;
  EXPECT_EQ(send()->response.text, "\"RUN/" + identity.inv + "/a/1/" + identity.nonce + "/" + identity.nonce + "/" +
                                       identity.traceparent() + "/" + identity.xray_header() + "/yes\"");
  compile_script(script, "nonce: off\n");
  EXPECT_EQ(send()->response.text, "\"RUN/" + identity.inv + "/a/1/////yes\"");
}

TEST_F(ExecTest, TheCaseSetsVariablesAndTheFolder) {
  fetched_ = {{"secret:db", "pw"}};
  compile_exec("{command: [sh, -c, 'echo \"$DB $TRACEPARENT\"; basename $PWD'], folder: sub, environment: {DB: "
               "\"${secret:db}\", TRACEPARENT: mine}}");
  EXPECT_EQ(delivery_->fetches(), Strings{"secret:db"});
  EXPECT_THAT(send().error().error.message, HasSubstr("there is no folder"));
  std::filesystem::create_directories(dir_ / "sub");
  EXPECT_EQ(send()->response.text, R"("pw mine\nsub")");
}

TEST_F(ExecTest, ItsStderrIsOneEvent) {
  compile_script("echo one >&2; echo two >&2; echo {}");
  const Delivered delivered = send();
  ASSERT_TRUE(delivered);
  EXPECT_EQ(delivered->response.text, "{}");
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].source, "exec-stderr");
  EXPECT_EQ(events_[0].component, "exec:sh");
  EXPECT_EQ(events_[0].text, "one\ntwo\n");
}

TEST_F(ExecTest, AnotherStatusThanZeroIsAnErrorWithItsLastWords) {
  compile_script("echo half; echo why >&2; exit 3");
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().error.message, "sh ended with status 3: why");
  EXPECT_EQ(delivered.error().error.exit, ExitCode::Failed);
  EXPECT_EQ(delivered.error().known.response.text, "\"half\"");
  compile_script("kill -9 $$");
  EXPECT_EQ(send().error().error.message, "sh was ended by signal 9 and said nothing");
}

TEST_F(ExecTest, TheTimeoutOfTheCaseEndsIt) {
  compile_script("sleep 600", "timeout: 200ms\n");
  clock_ = test::FakeClock(system_clock().now());
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().error.code, "program_timeout");
}

TEST_F(ExecTest, ManyRunAtOnce) {
  compile_script("sleep 0.2; echo $ITK_ITERATION");
  const std::vector<Delivered> all = send_all(*real_, 20);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_TRUE(all[i]) << all[i].error().error.message;
    EXPECT_EQ(all[i]->response.text, std::to_string(i + 1));
  }
}

TEST_F(ExecTest, UntilRunsAProgramUntilTheJobHasEnded) {
  const std::string count = "n=$(cat n 2>/dev/null || echo 0); n=$((n+1)); echo $n > n; ";
  compile_exec("{command: [echo, '{\"job\": \"j1\"}']}", "until:\n  command: [sh, -c, '" + count +
                                                             "echo \"{\\\"job\\\": \\\"$1\\\", \\\"n\\\": $n}\"', sh, "
                                                             "\"${answer.job}\"]\n  folder: " +
                                                             dir_.path() + "\n  every: 10ms\n  done: {json: {n: 3}}\n");
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_EQ(delivered->response.text, R"({"job": "j1", "n": 3})");
  EXPECT_EQ(delivered->attempts, 4);
}

TEST_F(ExecTest, UntilKnowsExitStatuses) {
  const std::string count = "n=$(cat n 2>/dev/null || echo 5); n=$((n-1)); echo $n > n; exit $n";
  const std::string until =
      "until:\n  command: [sh, -c, '" + count + "']\n  folder: " + dir_.path() + "\n  every: 10ms\n";
  compile_exec("{command: [\"true\"]}", until + "  done: {exit: 2}\n");
  EXPECT_EQ(send()->attempts, 4);
  compile_exec("{command: [\"true\"]}", until + "  done: {exit: 0}\n  failed: {exit: 1}\n");
  const Delivered failed = send();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().error.message, "until: the job has failed: (1), look 1");
  compile_exec("{command: [\"true\"]}", "until:\n  command: [\"false\"]\n  every: 10ms\n  done: {json: {a: 1}}\n");
  EXPECT_EQ(send().error().error.message, "until, look 1: false ended with status 1 and said nothing");
}

TEST_F(ExecTest, UntilMayAskOverHttp) {
  LoopbackServer server({[](LoopbackServer::Connection& connection) {
    connection.read_request();
    connection.answer(R"({"state":"done"})");
  }});
  compile_exec("{command: [echo, \"{\\\"id\\\": 7}\"]}", "until: {url: \"" + server.url("/jobs/${answer.id}") +
                                                             "\", every: 10ms, done: {json: {state: done}}}\n");
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_EQ(delivered->response.text, R"({"state":"done"})");
  EXPECT_THAT(server.requests().at(0), ::testing::StartsWith("GET /jobs/7 HTTP/1.1"));
}

TEST_F(ExecTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(problem_of("{}"), HasSubstr("4:11: no program to run; set entrypoint.target.command"));
  EXPECT_THAT(problem_of("{command: python3 agent.py --fast}"),
              HasSubstr("4:21: \"entrypoint.target.command\" is run without a shell; write its words as a list: "
                        "[python3, agent.py, --fast]"));
  EXPECT_THAT(problem_of("{command: []}"), HasSubstr("must be a list of words"));
  EXPECT_THAT(problem_of("{command: [a, [b]]}"), HasSubstr("4:25: a word of \"entrypoint.target.command\" is text"));
  EXPECT_THAT(problem_of("{command: [a], env: {A: b}}"), HasSubstr("has no \"env\""));
  EXPECT_THAT(problem_of("{command: [a], environment: {\"A=B\": b}}"), HasSubstr("\"A=B\" is no name of a variable"));
}

TEST_F(ExecTest, PermissionIsAskedForWithThePlace) {
  const auto use = [&](const std::string& yaml) {
    compile(yaml);
    const std::optional<ExecUse> found = exec_use(test_case_);
    EXPECT_EQ(needs_exec(test_case_), found.has_value());
    return found ? fmt::format("{}:{} {}", found->at.line, found->at.column, found->what) : "none";
  };
  const std::string http = "entrypoint: {type: http, target: {url: \"https://x/\"}}\n";
  EXPECT_EQ(use(http), "none");
  EXPECT_EQ(use(http + "until: {url: /j, done: {status: 200}}\n"), "none");
  EXPECT_EQ(use(http + "until: {command: [a], done: {exit: 0}}\n"), "3:9 `until` with a command");
  EXPECT_EQ(use(http + "after: [a, b]\n"), "3:8 a hook (after)");
  EXPECT_EQ(use(http + "before: [a, b]\n"), "3:9 a hook (before)");
  EXPECT_EQ(use("entrypoint: {type: exec, target: {command: [a]}}\n"), "2:20 the entrypoint exec");
  EXPECT_TRUE(check_exec_permission({&test_case_}, true));
  const Status refused = check_exec_permission({&test_case_}, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().exit, ExitCode::Refused);
  EXPECT_THAT(refused.error().message, HasSubstr("a.yaml:2:20: the entrypoint exec"));
  EXPECT_THAT(refused.error().message, HasSubstr("--allow-exec"));
}

}  // namespace
}  // namespace itk::invoke
