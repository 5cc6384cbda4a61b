#include "itk-invoke/until.h"

#include <gmock/gmock.h>

#include "tests/unit/itk-invoke/delivery_scene.h"

namespace itk::invoke {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;
using Strings = std::vector<std::string>;

class UntilTest : public DeliveryTest {
 protected:
  void compile_until(const std::string& until, const std::string& members = "", const std::string& more = "") {
    compile("entrypoint:\n  type: http\n  payload: {}\n  target: {url: \"https://api.example.com/v1/jobs\"" +
            (members.empty() ? "" : ", " + members) + "}\nuntil: " + until + "\n" + more);
    ASSERT_EQ(problems_, "");
    ASSERT_TRUE(delivery_);
  }
  std::string problem_of(const std::string& until) {
    compile("entrypoint:\n  type: http\n  target: {url: \"https://x/\"}\nuntil: " + until + "\n");
    EXPECT_NE(problems_, "") << until;
    return problems_;
  }
  // The first answer, and states of the job.
  void begin(const std::string& body = R"({"job_id":"j 1","job":{"ids":[4,"x/y"]}})", aws::Headers headers = {}) {
    answer(202, body, std::move(headers));
  }
  void states(const Strings& states) {
    for (const std::string& state : states) {
      answer(200, R"({"status":")" + state + "\"}");
    }
  }
  const std::string& url(std::size_t index) { return loop_.requests.at(index).url; }
  std::string header(std::string_view name, std::size_t index) {
    return std::string(aws::find_header(loop_.requests.at(index).headers, name).value_or("(none)"));
  }
};

TEST_F(UntilTest, LooksUntilTheJobIsDoneAndTheLastAnswerCounts) {
  compile_until("{url: \"/jobs/${answer.job_id}\", every: 3s, done: {json: {status: done}}}");
  begin();
  states({"queued", "running", "done"});
  const Timestamp begun = clock_.now();
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_EQ(delivered->response.text, R"({"status":"done"})");
  EXPECT_EQ(delivered->http_status, 200);
  EXPECT_EQ(delivered->status, "ok");
  EXPECT_EQ(delivered->attempts, 4);
  EXPECT_EQ(url(1), "https://api.example.com/jobs/j%201");
  EXPECT_EQ(loop_.requests.at(1).method, "GET");
  EXPECT_EQ(milliseconds_between(begun, clock_.now()), 9000);
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].source, "first-answer");
  EXPECT_EQ(events_[0].payload.text, R"({"job_id":"j 1","job":{"ids":[4,"x/y"]}})");
}

TEST_F(UntilTest, FieldsArePickedFromAnyDepth) {
  compile_until(
      "{url: \"https://api.example.com/${answer.job.ids.1}\", method: post, query: {n: \"${answer.job.ids.0}\"}, "
      "payload: {id: \"${answer.job_id}\"}, done: {status: 200}}");
  begin("{\n  \"job_id\": \"j\\\"1\",\n  \"job\": {\"ids\": [4, \"x/y\"]}\n}");
  answer(200, "");
  ASSERT_TRUE(send());
  EXPECT_EQ(url(1), "https://api.example.com/x/y?n=4");
  EXPECT_EQ(loop_.requests.at(1).method, "POST");
  EXPECT_EQ(loop_.requests.at(1).body, R"({"id":"j\"1"})");
}

TEST_F(UntilTest, WithoutAUrlTheLocationIsLookedAt) {
  compile_until("{done: {json: {status: done}}}");
  begin("", {{"Location", "jobs/7"}});
  states({"done"});
  ASSERT_TRUE(send());
  EXPECT_EQ(url(1), "https://api.example.com/v1/jobs/7");
  EXPECT_TRUE(events_.empty());
  begin();
  const Delivered nowhere = send();
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().error.message, HasSubstr("no Location header"));
}

TEST_F(UntilTest, AFieldThatIsNotThereIsNamed) {
  compile_until("{url: \"/jobs/${answer.id}\", done: {status: 200}}");
  begin();
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_THAT(delivered.error().error.message,
              HasSubstr("the answer has no field \"id\" (it has job_id, job), which ${answer.id} asks for"));
  EXPECT_EQ(delivered.error().error.exit, ExitCode::Failed);
  EXPECT_EQ(delivered.error().known.http_status, 202);
  EXPECT_EQ(loop_.requests.size(), 1u);
  answer(202, "no json");
  EXPECT_THAT(send().error().error.message, HasSubstr("(it is no JSON object)"));
}

TEST_F(UntilTest, CredentialsAreForTheSameHostOnly) {
  fetched_ = {{"secret:k", "s3cr3t"}};
  const std::string members = "headers: {Authorization: \"Bearer ${secret:k}\", Idempotency-Key: x}";
  compile_until("{url: /jobs/1, done: {status: 200}}", members);
  begin();
  answer(200, "");
  ASSERT_TRUE(send());
  EXPECT_EQ(header("Authorization", 1), "Bearer s3cr3t");
  EXPECT_EQ(header("Idempotency-Key", 1), "(none)");
  EXPECT_EQ(header("Content-Type", 1), "(none)");
  loop_.requests.clear();
  compile_until("{url: \"https://other.example.com/jobs/1\", done: {status: 200}}", members);
  begin();
  answer(200, "");
  ASSERT_TRUE(send());
  EXPECT_EQ(header("Authorization", 1), "(none)");
  loop_.requests.clear();
  compile_until("{url: \"${answer.url}\", done: {status: 200}}", "auth: sigv4, service: lambda, region: us-east-1");
  begin(R"({"url":"https://evil.example.com/j"})");
  answer(200, "");
  ASSERT_TRUE(send());
  EXPECT_THAT(header("Authorization", 0), HasSubstr("AWS4"));
  EXPECT_EQ(header("Authorization", 1), "(none)");
}

TEST_F(UntilTest, AJobThatFailsIsAnError) {
  compile_until("{url: /j, done: {json: {status: done}}, failed: {json: {status: [failed, cancelled]}}}");
  begin();
  states({"running", "cancelled"});
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().error.code, "job_failed");
  EXPECT_EQ(delivered.error().error.exit, ExitCode::Failed);
  EXPECT_EQ(delivered.error().error.message, "until: the job has failed: status=cancelled (200), look 2");
  EXPECT_EQ(delivered.error().known.attempts, 3);
  EXPECT_EQ(delivered.error().known.response.text, R"({"status":"cancelled"})");
}

TEST_F(UntilTest, TheDeadlineTellsTheLastState) {
  compile_until("{url: /j, every: 2s, timeout: 5s, done: {json: {status: done}}}");
  begin();
  states({"queued", "running", "running"});
  const Timestamp begun = clock_.now();
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().error.code, "until_timeout");
  EXPECT_EQ(delivered.error().error.message,
            "until: the job had not ended after 5.0 s and 2 looks; last seen: status=running (200)");
  EXPECT_EQ(milliseconds_between(begun, clock_.now()), 5000);
  EXPECT_EQ(loop_.requests.at(2).timeouts.total.count(), 1000);
}

TEST_F(UntilTest, TheTimeoutOfTheCaseIsItsDeadlineToo) {
  compile_until("{url: /j, every: 2s, timeout: 5m, done: {json: {status: done}}}", "", "timeout: 3s\n");
  begin();
  states({"running"});
  EXPECT_THAT(send().error().error.message, HasSubstr("had not ended after 3.0 s and 1 looks"));
}

TEST_F(UntilTest, AThrottledLookComesBackSlower) {
  compile_until("{url: /j, every: 1s, done: {json: {status: done}}}");
  begin();
  answer(429, "");
  answer(503, "", {{"Retry-After", "10"}});
  states({"running", "done"});
  const Timestamp begun = clock_.now();
  const Delivered delivered = send();
  ASSERT_TRUE(delivered) << delivered.error().error.message;
  EXPECT_EQ(milliseconds_between(begun, clock_.now()), 1000 + 2000 + 10'000 + 1000);
  EXPECT_EQ(delivered->attempts, 5);
}

TEST_F(UntilTest, ThrottlingDoesNotEndTheWaitButTheDeadlineDoes) {
  compile_until("{url: /j, every: 1s, timeout: 2m, done: {json: {status: done}}}");
  begin();
  for (int i = 0; i < 40; ++i) {
    answer(429, "");
  }
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().error.code, "until_timeout");
  EXPECT_THAT(delivered.error().error.message, HasSubstr("last seen: (429)"));
}

TEST_F(UntilTest, ANetworkThatIsAwayForTooManyLooksEndsTheWait) {
  compile_until("{url: /j, every: 1s, done: {json: {status: done}}}");
  begin();
  for (int i = 0; i < 4; ++i) {
    fail("connect_failed");
  }
  states({"running"});
  for (int i = 0; i < 5; ++i) {
    fail("connect_failed");
  }
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_EQ(delivered.error().error.code, "connect_failed");
  EXPECT_EQ(loop_.requests.size(), 11u);
  begin();
  fail("tls_untrusted");
  EXPECT_EQ(send().error().error.code, "tls_untrusted");
}

TEST_F(UntilTest, AStatusThatNobodyForesawEndsTheWait) {
  compile_until("{url: /j, done: {json: {status: done}}}");
  begin();
  answer(404, "no such job");
  const Delivered delivered = send();
  ASSERT_FALSE(delivered);
  EXPECT_THAT(delivered.error().error.message,
              HasSubstr("until, look 1: GET https://api.example.com/j: HTTP status 404"));
}

TEST_F(UntilTest, WhereDoneNamesAStatusOthersMeanNotYet) {
  compile_until("{url: /j, every: 1s, done: {status: 200}, failed: {status: [410, 5xx]}}");
  begin();
  answer(404, "");
  answer(202, "");
  answer(200, "here");
  EXPECT_EQ(send()->response.text, "\"here\"");
  begin();
  answer(404, "");
  answer(500, "broken");
  EXPECT_EQ(send().error().error.message, "until: the job has failed: broken (500), look 2");
}

TEST_F(UntilTest, ValuesAreComparedByWhatTheyAre) {
  const auto ends = [&](const std::string& condition, const std::string& body) {
    compile_until("{url: /j, every: 1s, timeout: 1500ms, done: {json: " + condition + "}}");
    begin();
    answer(200, body);
    return send().has_value();
  };
  EXPECT_TRUE(ends("{done: true}", R"({"done":true})"));
  EXPECT_FALSE(ends("{done: true}", R"({"done":"true"})"));
  EXPECT_FALSE(ends("{done: true}", R"({"done":false})"));
  EXPECT_TRUE(ends("{done: \"true\"}", R"({"done":"true"})"));
  EXPECT_TRUE(ends("{p: 100}", R"({"p":100.0})"));
  EXPECT_FALSE(ends("{p: 100}", R"({"p":"100"})"));
  EXPECT_TRUE(ends("{next: null}", R"({"next":null})"));
  EXPECT_FALSE(ends("{next: null}", R"({})"));
  EXPECT_TRUE(ends("{a.b.0: [x, y], c: 1}", R"({"a":{"b":["y"]},"c":1})"));
  EXPECT_FALSE(ends("{a.b.0: [x, y], c: 1}", R"({"a":{"b":["y"]},"c":2})"));
  EXPECT_FALSE(ends("{a: 1}", "not json"));
}

TEST_F(UntilTest, ManyAreWaitedForAtOnce) {
  compile_until("{url: \"/jobs/${answer.job_id}\", every: 1s, done: {json: {status: done}}}");
  std::map<std::string, int> looks;
  loop_.answer = [&](const aws::HttpRequest& request) {
    if (request.method == "POST") {
      const auto nonce = aws::find_header(request.headers, "X-Itk-Trace-Id");
      return test::FakeLoop::Answer{
          aws::HttpResponse{202, {}, "{\"job_id\":\"" + std::string(nonce.value_or("")) + "\"}"}, milliseconds(20)};
    }
    const bool is_done = ++looks[request.url] == 3;
    return test::FakeLoop::Answer{
        aws::HttpResponse{200, {}, is_done ? "{\"status\":\"done\",\"of\":\"" + request.url + "\"}" : "{}"},
        milliseconds(20)};
  };
  const std::vector<Delivered> all = send_all(loop_, 100);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_TRUE(all[i]) << all[i].error().error.message;
    EXPECT_THAT(all[i]->response.text, HasSubstr(execution(static_cast<std::int64_t>(i) + 1).identity.nonce));
    EXPECT_EQ(all[i]->attempts, 4);
  }
  EXPECT_EQ(looks.size(), 100u);
}

TEST_F(UntilTest, WhereNobodyWaitsItIsAProblem) {
  compile("entrypoint: {type: lambda_invoke, target: {function_name_or_arn: fn}, payload: {}}\n"
          "until: {url: /j, done: {status: 200}}\n");
  EXPECT_EQ(problems_, "3:8: lambda_invoke has no use for `until`, which http and exec have; remove it\n");
}

TEST_F(UntilTest, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(problem_of("{url: /j}"), HasSubstr("5:8: \"until.done\" is missing; say when the job has ended"));
  EXPECT_THAT(problem_of("{url: /j, done: x}"), HasSubstr("5:24: \"until.done\" must be a mapping, not text"));
  EXPECT_THAT(problem_of("{url: /j, done: {}}"), HasSubstr("must be a mapping, not an empty one"));
  EXPECT_THAT(problem_of("{url: /j, done: {state: done}}"), HasSubstr("\"until.done\" has no \"state\" (it has json"));
  EXPECT_THAT(problem_of("{url: /j, done: {json: {a: {b: c}}}}"), HasSubstr("a path like job.state leads deeper"));
  EXPECT_THAT(problem_of("{url: /j, done: {json: done}}"), HasSubstr("must be a mapping of fields to their values"));
  EXPECT_THAT(problem_of("{url: /j, done: {status: ok}}"), HasSubstr("must be an HTTP status like 200, 2xx or a list"));
  EXPECT_THAT(problem_of("{url: /j, done: {exit: 0}}"), HasSubstr("has no \"exit\""));
  EXPECT_THAT(problem_of("{command: [x], done: {exit: 256}}"), HasSubstr("must be an exit status like 0"));
  EXPECT_THAT(problem_of("{command: x --y, done: {exit: 0}}"), HasSubstr("write its words as a list: [x, --y]"));
  EXPECT_THAT(problem_of("{url: /j, evry: 1s, done: {status: 200}}"), HasSubstr("did you mean \"every\""));
  EXPECT_THAT(problem_of("{url: /j, every: often, done: {status: 200}}"), HasSubstr("5:25: \"until.every\" must be a"));
  EXPECT_THAT(problem_of("{url: jobs, done: {status: 200}}"), HasSubstr("and no path like /jobs/1"));
  EXPECT_THAT(problem_of("{url: \"/${answer.}\", done: {status: 200}}"), HasSubstr("names no field of an answer"));
}

}  // namespace
}  // namespace itk::invoke
