#include "itk-compare/rules.h"

#include <gmock/gmock.h>

#include "common/base/atomic_file.h"

namespace itk::compare {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Finding find(const std::string& name, const std::string& params, Evidence evidence) {
  evidence.settle();
  const auto compiled = expect::compile({name, {params}, "", {}});
  EXPECT_TRUE(compiled) << name;
  return compiled ? find_rule(name)(compiled->arguments, evidence) : Finding{};
}

std::optional<Timestamp> at(const std::string& clock) {
  return clock.empty() ? std::nullopt : std::optional(parse_rfc3339("2026-01-15T" + clock + "Z").value());
}

SpanFacts span(const std::string& key, const std::string& component = "lambda:orders", const std::string& start = "",
               const std::string& end = "") {
  SpanFacts facts;
  facts.span = key;
  facts.component = component;
  facts.operation = "Invoke";
  facts.status = "ok";
  facts.start = at(start);
  facts.end = at(end);
  return facts;
}

Evidence of(std::vector<SpanFacts> spans) {
  Evidence evidence;
  evidence.inv = "I";
  evidence.invocations.emplace_back();
  evidence.spans = std::move(spans);
  return evidence;
}

SpanFacts stated(SpanFacts facts, const std::string& id, const std::string& parent = "") {
  facts.stated = model::Stated{id, parent, {}, {}};
  return facts;
}

SpanFacts child(SpanFacts facts, const std::string& parent) {
  facts.parent = parent;
  return facts;
}

SpanFacts attempt(SpanFacts facts, int n) {
  facts.attempt = n;
  return facts;
}

SpanFacts failed(SpanFacts facts, const std::string& error = "") {
  facts.status = "error";
  facts.error = {error};
  return facts;
}

SpanFacts responding(SpanFacts facts, const std::string& response) {
  facts.response = {response};
  return facts;
}

Evidence answered(Evidence evidence, const std::string& response, const std::string& status = "ok") {
  model::Answer answer;
  answer.status = status;
  answer.response = {response};
  evidence.answers.push_back(answer);
  return evidence;
}

TEST(Rules, EveryNameOfTheGrammarHasOne) {
  for (const std::string& name : expect::known_names()) {
    EXPECT_NE(find_rule(name), nullptr) << name;
  }
  EXPECT_EQ(find_rule("telepathy"), nullptr);
}

TEST(Rules, TheManPageDescribesThemAll) {
  const std::string page = read_file(ITK_SOURCE_DIR "/itk-compare/itk-compare.1").value();
  for (const expect::Invariant& invariant : expect::invariants()) {
    EXPECT_THAT(page, HasSubstr("\n.B " + std::string(invariant.name) + "\n"));
    for (const expect::Parameter& parameter : invariant.parameters) {
      EXPECT_THAT(page, HasSubstr(std::string(parameter.name))) << invariant.name;
      for (const std::string_view alias : parameter.aliases) {
        EXPECT_THAT(page, HasSubstr(std::string(alias))) << invariant.name;
      }
    }
  }
}

TEST(Rules, EveryRuleCopesWithNoSpans) {
  const std::string params[] = {"{}", R"({"value":["x"]})", R"({"value":1})"};
  for (const std::string& name : expect::known_names()) {
    for (const std::string& p : params) {
      if (expect::validate({name, {p}, "", {}}).empty()) {
        const Finding finding = find(name, p, of({}));
        EXPECT_FALSE(finding.expected.empty()) << name;
        EXPECT_FALSE(finding.actual.empty()) << name;
      }
    }
  }
}

TEST(HasSpans, CountsThem) {
  EXPECT_EQ(find("has_spans", "{}", of({span("a")})).outcome, Outcome::Passed);
  EXPECT_EQ(find("has_spans", R"({"min_count":2})", of({span("a"), span("b")})).outcome, Outcome::Passed);
  const Finding finding = find("has_spans", R"({"min_count":3})", of({span("a"), span("b")}));
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.expected, "at least 3 spans");
  EXPECT_EQ(finding.actual, "2 spans");
  EXPECT_EQ(find("has_spans", "{}", of({})).actual, "0 spans");
}

TEST(HasSpans, ARecordThatCameTwiceCountsOnce) {
  EXPECT_EQ(find("has_spans", R"({"min_count":2})", of({span("a"), span("a")})).outcome, Outcome::Failed);
}

TEST(HasEntrypoint, WantsASpanWithoutParent) {
  EXPECT_EQ(find("has_entrypoint", "{}", of({child(span("a"), "b"), span("b")})).outcome, Outcome::Passed);
  const Finding finding = find("has_entrypoint", "{}", of({child(span("a"), "b"), child(span("b"), "a")}));
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "2 spans, all with a parent");
  EXPECT_EQ(find("has_entrypoint", "{}", of({})).outcome, Outcome::Failed);
}

TEST(HasEntrypoint, GoesByWhatTheSourceStates) {
  // itk-correlate could not resolve the parent and left ours empty.
  EXPECT_EQ(find("has_entrypoint", "{}", of({stated(span("a"), "span-1", "span-0")})).outcome, Outcome::Failed);
}

TEST(NoDuplicateSpanIds, JudgesStatedIds) {
  EXPECT_EQ(find("no_duplicate_span_ids", "{}", of({stated(span("a"), "s1"), stated(span("b"), "s2")})).outcome,
            Outcome::Passed);
  const Finding finding = find("no_duplicate_span_ids", "{}",
                               of({stated(span("a"), "s1"), stated(span("b"), "s1"), stated(span("c"), "s1")}));
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "\"s1\" on 3 spans");
  EXPECT_THAT(finding.spans, ElementsAre("b", "c"));
}

TEST(NoDuplicateSpanIds, SpansWithoutStatedIdsHaveOurKeys) {
  EXPECT_EQ(find("no_duplicate_span_ids", "{}", of({span("a"), span("b")})).outcome, Outcome::Passed);
}

TEST(NoOrphanSpans, EachStatedParentMustExist) {
  EXPECT_EQ(find("no_orphan_spans", "{}", of({stated(span("a"), "s1"), stated(span("b"), "s2", "s1")})).outcome,
            Outcome::Passed);
  const Finding finding = find("no_orphan_spans", "{}", of({stated(span("a"), "s1"), stated(span("b"), "s2", "s9")}));
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "lambda:orders Invoke with parent \"s9\"");
  EXPECT_THAT(finding.spans, ElementsAre("b"));
}

TEST(NoOrphanSpans, EachOfOurParentsMustExist) {
  EXPECT_EQ(find("no_orphan_spans", "{}", of({span("a"), child(span("b"), "a")})).outcome, Outcome::Passed);
  EXPECT_EQ(find("no_orphan_spans", "{}", of({span("a"), child(span("b"), "z")})).outcome, Outcome::Failed);
}

TEST(NoOrphanSpans, TheSpanOfTheTraceHeaderThatWasSentIsNoOrphan) {
  Evidence evidence = of({stated(span("a"), "s1", "53995c3f42cd8ad8")});
  evidence.invocations.front().ids = {"span:53995c3f42cd8ad8"};
  EXPECT_EQ(find("no_orphan_spans", "{}", evidence).outcome, Outcome::Passed);
}

TEST(ValidTimestamps, ComparesTimesAndNotTexts) {
  EXPECT_EQ(
      find("valid_timestamps", "{}", of({span("a", "x:y", "07:00:00", "07:00:00.000"), span("b", "x:y", "07:00:01")}))
          .outcome,
      Outcome::Passed);
  const Finding finding = find("valid_timestamps", "{}", of({span("a", "x:y", "07:00:10", "07:00:09.5")}));
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "x:y Invoke, which ends 500 ms before it starts");
  EXPECT_THAT(finding.spans, ElementsAre("a"));
}

TEST(ValidTimestamps, JudgesStatedTimes) {
  SpanFacts facts = stated(span("a", "x:y", "07:00:00", "07:00:01"), "s1");
  facts.stated->start = at("07:00:02");
  facts.stated->end = at("07:00:01");
  EXPECT_EQ(find("valid_timestamps", "{}", of({facts})).outcome, Outcome::Failed);
}

TEST(MaxRetryCount, CountsRetriesOfOneOperation) {
  const Evidence evidence = of({span("a"), attempt(span("b", "service:erp"), 2), attempt(span("c", "service:erp"), 3)});
  EXPECT_EQ(find("max_retry_count", R"({"max_allowed":2})", evidence).outcome, Outcome::Passed);
  EXPECT_EQ(find("max_retry_count", "{}", evidence).outcome, Outcome::Passed);
  const Finding finding = find("max_retry_count", R"({"max_retries":1})", evidence);
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.expected, "at most 1 retry");
  EXPECT_EQ(finding.actual, "2 retries of service:erp Invoke");
  EXPECT_THAT(finding.spans, ElementsAre("c"));
}

TEST(MaxRetryCount, AllowsFiveUnlessTold) {
  EXPECT_EQ(find("max_retry_count", "{}", of({attempt(span("a"), 6)})).outcome, Outcome::Passed);
  EXPECT_EQ(find("max_retry_count", "{}", of({attempt(span("a"), 7)})).outcome, Outcome::Failed);
}

TEST(NoErrorSpans, NamesTheFirstOne) {
  EXPECT_EQ(find("no_error_spans", "{}", of({span("a")})).outcome, Outcome::Passed);
  const Finding finding =
      find("no_error_spans", "{}",
           of({failed(span("b", "agent:g", "07:00:02"), R"({"type":"ServiceException"})"),
               failed(span("a", "agent:g", "07:00:01"), R"({"code":"Throttled","message":"Rate exceeded"})")}));
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "agent:g Invoke (Throttled: Rate exceeded), and 1 more failed span");
  EXPECT_THAT(finding.spans, ElementsAre("a", "b"));
}

TEST(NoErrorSpans, AnErrorPayloadIsAnErrorWhateverTheStatusSays) {
  SpanFacts facts = span("a");
  facts.error = {"\"boom\""};
  const Finding finding = find("no_error_spans", "{}", of({facts}));
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "lambda:orders Invoke (\"boom\")");
}

TEST(NoErrorSpans, ListsAFewSpansAndCountsAll) {
  std::vector<SpanFacts> spans;
  for (int i = 0; i < 100; ++i) {
    spans.push_back(failed(span("s" + std::to_string(i))));
  }
  const Finding finding = find("no_error_spans", "{}", of(std::move(spans)));
  EXPECT_EQ(finding.spans.size(), 20u);
  EXPECT_THAT(finding.actual, HasSubstr("and 99 more failed spans"));
}

TEST(RequiredComponents, NamesWhatIsAbsentAndWhatIsThere) {
  const Evidence evidence = of({span("a", "lambda:orders"), span("b", "agent:gatekeeper")});
  EXPECT_EQ(find("required_components", R"({"components":["agent:gatekeeper","lambda:orders"]})", evidence).outcome,
            Outcome::Passed);
  const Finding finding = find("required_components", R"({"components":["lambda:orders","model:haiku"]})", evidence);
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "none of model:haiku (there are agent:gatekeeper, lambda:orders)");
}

TEST(ComponentFlow, IsASubsequenceByStartTime) {
  const Evidence evidence = of({span("c", "model:haiku", "07:00:03"), span("a", "entrypoint:sqs", "07:00:01"),
                                span("b", "agent:gatekeeper", "07:00:02")});
  EXPECT_EQ(find("component_flow", R"({"components":["entrypoint:sqs","model:haiku"]})", evidence).outcome,
            Outcome::Passed);
  const Finding finding = find("component_flow", R"({"components":["model:haiku","agent:gatekeeper"]})", evidence);
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "entrypoint:sqs > agent:gatekeeper > model:haiku (no agent:gatekeeper after model:haiku)");
}

TEST(ComponentFlow, ARepeatedComponentNeedsASpanEach) {
  const Evidence once = of({span("a", "x:a", "07:00:01"), span("b", "x:b", "07:00:02")});
  EXPECT_EQ(find("component_flow", R"({"components":["x:a","x:b","x:b"]})", once).outcome, Outcome::Failed);
}

TEST(ComponentFlow, SpansOfTheSameInstantStandInAnyOrder) {
  const Evidence evidence = of({span("a", "x:a", "07:00:01"), span("b", "x:b", "07:00:01")});
  EXPECT_EQ(find("component_flow", R"({"components":["x:a","x:b"]})", evidence).outcome, Outcome::Passed);
  EXPECT_EQ(find("component_flow", R"({"components":["x:b","x:a"]})", evidence).outcome, Outcome::Passed);
}

TEST(ComponentFlow, CannotBeJudgedWithoutTimes) {
  EXPECT_EQ(find("component_flow", R"({"components":["x:a"]})", of({span("a", "x:a")})).outcome, Outcome::Unjudged);
  EXPECT_EQ(find("component_flow", R"({"components":["x:z"]})", of({span("a", "x:a")})).outcome, Outcome::Failed);
}

TEST(MaxDurationMs, MeasuresTheTraceElseTheSpans) {
  Evidence evidence = of({span("a", "x:y", "07:00:00", "07:00:10"), span("b", "x:y", "07:00:09", "07:00:12")});
  EXPECT_EQ(find("max_duration_ms", R"({"value":12000})", evidence).outcome, Outcome::Passed);
  const Finding finding = find("max_duration_ms", R"({"value":11999.5})", evidence);
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.expected, "at most 11999.5 ms");
  EXPECT_EQ(finding.actual, "12000 ms");
  evidence.trace.emplace().duration_ms = 20000;
  EXPECT_EQ(find("max_duration_ms", R"({"value":12000})", evidence).outcome, Outcome::Failed);
}

TEST(MaxDurationMs, CannotBeJudgedWithoutTimes) {
  EXPECT_EQ(find("max_duration_ms", R"({"value":1})", of({span("a")})).outcome, Outcome::Unjudged);
}

TEST(ResponseContains, LooksIntoTheAnswer) {
  const Evidence evidence = answered(of({}), R"({"completion":"Hello \"you\"","n":[{"deep":"gr\u00fc\u00dfe"}]})");
  EXPECT_EQ(find("response_contains", R"j({"text":"Hello \"you\""})j", evidence).outcome, Outcome::Passed);
  EXPECT_EQ(find("response_contains", R"({"text":"grüße"})", evidence).outcome, Outcome::Passed);
  EXPECT_EQ(find("response_contains", R"({"pattern":"^Hel+o"})", evidence).outcome, Outcome::Passed);
  EXPECT_EQ(find("response_contains", R"({"text":["Hello","grüße"],"pattern":"you"})", evidence).outcome,
            Outcome::Passed);
  const Finding finding = find("response_contains", R"({"text":["Hello","goodbye"]})", evidence);
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.expected, "a response with \"goodbye\"");
}

TEST(ResponseContains, AnyPatternStillWantsAResponse) {
  const std::string any = R"({"value":[{"type":"text","pattern":".*"}]})";
  EXPECT_EQ(find("response_contains", any, answered(of({}), "\"hi\"")).outcome, Outcome::Passed);
  for (const char* empty : {"", "null", "\"\"", "{}", "[]"}) {
    const Finding finding = find("response_contains", any, answered(of({}), empty));
    EXPECT_EQ(finding.outcome, Outcome::Failed) << empty;
    EXPECT_EQ(finding.actual, "no response");
  }
}

TEST(ResponseContains, TheReceiptOfAQueueIsNoResponse) {
  const Evidence evidence =
      answered(of({responding(span("a"), R"({"finalText":"I can help"})")}), R"({"MessageId":"5fea"})", "sent");
  EXPECT_EQ(find("response_contains", R"({"text":"5fea"})", evidence).outcome, Outcome::Failed);
  const Finding finding = find("response_contains", R"({"text":"I can help"})", evidence);
  EXPECT_EQ(finding.outcome, Outcome::Passed);
  EXPECT_THAT(finding.spans, ElementsAre("a"));
}

TEST(ResponseContains, ReadsBinaryAnswers) {
  Evidence evidence = answered(of({}), "\"aGVsbG8=\"");
  evidence.answers.front().enc = "base64";
  EXPECT_EQ(find("response_contains", R"({"text":"hello"})", evidence).outcome, Outcome::Passed);
}

TEST(BedrockResponsePresent, WantsAResponseOfAnAgentOrModel) {
  EXPECT_EQ(find("bedrock_response_present", "{}", of({responding(span("a", "agent:g"), R"({"x":1})")})).outcome,
            Outcome::Passed);
  EXPECT_EQ(find("bedrock_response_present", "{}", of({responding(span("a", "lambda:g"), R"({"x":1})")})).actual,
            "no span of an agent or model");
  EXPECT_EQ(find("bedrock_response_present", "{}", of({responding(span("a", "model:g"), "{}")})).actual,
            "1 such span, all without a response");
  Evidence evidence = answered(of({}), "\"hi\"");
  EXPECT_EQ(find("bedrock_response_present", "{}", evidence).outcome, Outcome::Failed);
  evidence.invocations.front().entrypoint = "bedrock_invoke_agent";
  EXPECT_EQ(find("bedrock_response_present", "{}", evidence).outcome, Outcome::Passed);
}

SpanFacts asked(SpanFacts facts, const std::string& request) {
  facts.request = {request};
  return facts;
}

TEST(NoCanaryInTools, WhatAModelReadsIsFineAndWhatAToolGetsIsNot) {
  const std::string params = R"({"text":["canary-7","ca\"nary"]})";
  const SpanFacts model = asked(span("m", "model:claude"), R"({"prompt":"canary-7"})");
  const SpanFacts harmless = asked(span("t", "tool:refund"), R"({"order":1})");
  const Finding passed = find("no_canary_in_tools", params, of({model, harmless}));
  EXPECT_EQ(passed.outcome, Outcome::Passed);
  EXPECT_EQ(passed.actual, "none in 1 tool call");
  const Finding failed = find("no_canary_in_tools", params,
                              of({model, asked(span("a", "tool:refund"), R"({"note":"please canary-7"})"),
                                  asked(span("b", "tool:mail"), R"({"body":"{\"x\":\"ca\\\"nary\"}"})")}));
  EXPECT_EQ(failed.outcome, Outcome::Failed);
  EXPECT_EQ(failed.actual, "tool:refund Invoke was called with \"canary-7\"");
  EXPECT_THAT(failed.spans, ElementsAre("a"));
}

TEST(SlackMessageSent, WantsASpanThatSendsToSlack) {
  SpanFacts post = span("a", "service:slack");
  post.operation = "PostMessage";
  EXPECT_EQ(find("slack_message_sent", "{}", of({post})).outcome, Outcome::Passed);
  SpanFacts api = span("a", "http_client:web");
  api.operation = "chat.postMessage";
  EXPECT_EQ(find("slack_message_sent", "{}", of({api})).outcome, Outcome::Passed);
  SpanFacts incoming = span("a", "entrypoint:slack");
  incoming.operation = "PostReceived";
  EXPECT_EQ(find("slack_message_sent", "{}", of({incoming})).outcome, Outcome::Failed);
  const Finding finding = find("slack_message_sent", "{}", of({failed(post)}));
  EXPECT_EQ(finding.outcome, Outcome::Failed);
  EXPECT_EQ(finding.actual, "service:slack PostMessage failed");
}

}  // namespace
}  // namespace itk::compare
