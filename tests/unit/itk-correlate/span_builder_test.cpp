#include "itk-correlate/span_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/unit/itk-correlate/events.h"

namespace itk::correlate {
namespace {

using test::at;
using test::event;
using test::stated;
using namespace model::event_kind;

// A queue, a Lambda that asks an agent twice (the first call is throttled), and the agent's own lines.
TraceInput question() {
  TraceInput input;
  input.trace = input.inv = "INV";
  input.invocation.emplace().entrypoint = "sqs_event";
  input.invocation->ids = {"nonce:itk-1"};
  input.answer.emplace().status = "sent";
  input.answer->sent = at(0);
  input.answer->answered = at(5);
  input.answer->ids = {"sqs:m1"};
  model::Event report = event("07", k_lambda_report, 400, {"lambda:r1", "span:00f067aa0ba902b7"}, "lambda:front");
  report.duration_ms = 300;
  report.init_ms = 80;
  model::Event call = event("03", k_start, 120, {"lambda:r1", "session:x"}, "agent:gate", "InvokeAgent");
  model::Event refusal = event("04", k_end, 150, {"lambda:r1", "session:x"}, "agent:gate", "InvokeAgent");
  refusal.error.text = R"({"code":"ThrottlingException"})";
  model::Event again = event("05", k_start, 200, {"lambda:r1", "session:x"}, "agent:gate", "InvokeAgent");
  model::Event answer = event("06", k_end, 380, {"lambda:r1", "session:x"}, "agent:gate", "InvokeAgent");
  answer.response.text = R"({"text":"hi"})";
  for (model::Event* e : {&call, &refusal, &again, &answer}) {
    e->group = "/lambda:front";
  }
  input.events = {event("01", k_lambda_start, 100, {"lambda:r1"}, "lambda:front"),
                  event("02", k_log, 110, {"lambda:r1", "nonce:itk-1", "sqs:m1"}, "lambda:front"),
                  call,
                  refusal,
                  again,
                  answer,
                  report,
                  event("08", k_log, 250, {"session:x"}, "agent:gate"),
                  event("09", k_log, 300, {"session:x"}, "agent:gate")};
  return input;
}

std::map<std::string, model::Span> by_operation(const std::vector<model::Span>& spans) {
  std::map<std::string, model::Span> map;
  for (const model::Span& span : spans) {
    map[span.component + " " + span.operation + " " + std::to_string(span.attempt.value_or(1))] = span;
  }
  return map;
}

TEST(BuildSpans, PairsBoundariesAndFindsWhoCalledWhom) {
  const std::vector<model::Span> spans = build_spans(question());
  auto named = by_operation(spans);
  ASSERT_EQ(spans.size(), 5u);
  const model::Span& send = named["entrypoint:sqs_event SendMessage 1"];
  const model::Span& front = named["lambda:front Invoke 1"];
  const model::Span& first = named["agent:gate InvokeAgent 1"];
  const model::Span& second = named["agent:gate InvokeAgent 2"];
  const model::Span& gate = named["agent:gate activity 1"];
  EXPECT_EQ(send.parent, "");
  EXPECT_EQ(front.parent, send.span);
  EXPECT_EQ(front.evidence->by, "header");
  EXPECT_EQ(front.evidence->confidence, 1.0);
  EXPECT_EQ(front.start, at(100));
  EXPECT_EQ(front.end, at(400));
  EXPECT_EQ(front.init_ms, 80);
  EXPECT_EQ(first.parent, front.span);
  EXPECT_EQ(first.status, "error");
  EXPECT_EQ(first.duration_ms, 30);
  EXPECT_EQ(second.parent, front.span);
  EXPECT_EQ(second.status, "ok");
  EXPECT_EQ(second.response.text, R"({"text":"hi"})");
  EXPECT_EQ(gate.parent, second.span);  // its lines lie inside the second call, and share the session
  EXPECT_EQ(gate.evidence->id, "session:x");
  EXPECT_LT(gate.evidence->confidence, 0.9);
  ASSERT_EQ(front.logs.size(), 1u);
  EXPECT_EQ(gate.logs.size(), 2u);
}

TEST(BuildSpans, TheSameEventsInAnyOrderOrTwiceGiveTheSameSpans) {
  const auto lines = [](const TraceInput& input) {
    std::string text;
    for (const model::Span& span : build_spans(input)) {
      text += model::write_record(span) + "\n";
    }
    return text;
  };
  TraceInput input = question();
  const std::string expected = lines(input);
  std::mt19937 random(7);
  for (int i = 0; i < 50; ++i) {
    input = question();
    input.events.push_back(input.events[static_cast<std::size_t>(i) % input.events.size()]);
    std::shuffle(input.events.begin(), input.events.end(), random);
    EXPECT_EQ(lines(input), expected);
  }
}

TEST(BuildSpans, AnInvocationWhoseReportWasLostStaysOpen) {
  TraceInput input;
  input.trace = "T";
  input.events = {event("1", k_lambda_start, 0, {"lambda:r"}, "lambda:a"),
                  event("2", k_log, 9, {"lambda:r"}, "lambda:a")};
  const std::vector<model::Span> spans = build_spans(input);
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].start, at(0));
  EXPECT_FALSE(spans[0].end);
  EXPECT_EQ(spans[0].status, "unset");
  EXPECT_EQ(spans[0].logs.size(), 1u);
}

TEST(BuildSpans, AReportAloneGivesBackTheStart) {
  TraceInput input;
  input.trace = "T";
  input.events = {event("1", k_lambda_report, 500, {"lambda:r"}, "lambda:a")};
  input.events[0].duration_ms = 120;
  EXPECT_EQ(build_spans(input)[0].start, at(380));
}

TEST(BuildSpans, StatedSpansKeepTheirParentsAndTheirWords) {
  TraceInput input;
  input.trace = "T";
  input.events = {stated("f:1", "root", "", 0, 100, "entrypoint:sqs_event"),
                  stated("f:2", "a", "root", 10, 90, "lambda:a"), stated("f:3", "a", "nowhere", 20, 30, "lambda:b")};
  const std::vector<model::Span> spans = build_spans(input);
  ASSERT_EQ(spans.size(), 3u);
  EXPECT_EQ(spans[0].parent, "");
  EXPECT_EQ(spans[1].parent, spans[0].span);
  EXPECT_EQ(spans[1].evidence->by, "stated");
  EXPECT_EQ(spans[2].parent, "");  // nothing is invented for a parent that is not there
  EXPECT_EQ(spans[2].stated->parent, "nowhere");
  EXPECT_EQ(spans[1].stated->span, spans[2].stated->span);
  EXPECT_NE(spans[1].span, spans[2].span);
}

TEST(BuildSpans, AStatedParentMayBeTheSegmentOfALambda) {
  TraceInput input = question();
  model::Event model_call = stated("x:1", "aaaa", "00f067aa0ba902b7", 210, 240, "model:claude");
  model_call.group = "aws/spans";
  model_call.ids = {"span:aaaa"};
  input.events.push_back(model_call);
  auto named = by_operation(build_spans(input));
  EXPECT_EQ(named["model:claude Work 1"].parent, named["lambda:front Invoke 1"].span);
  EXPECT_EQ(named["model:claude Work 1"].evidence->by, "header");
}

TEST(BuildSpans, CyclesAndSelfParentsAreCut) {
  TraceInput input;
  input.trace = "T";
  input.events = {stated("1", "a", "b", 0, 10, "x"), stated("2", "b", "a", 0, 10, "y"),
                  stated("3", "c", "c", 0, 1, "z")};
  const std::vector<model::Span> spans = build_spans(input);
  int roots = 0;
  for (const model::Span& span : spans) {
    roots += span.parent.empty() ? 1 : 0;
  }
  EXPECT_EQ(roots, 2);
}

// A supervisor's log: two tools called side by side, each answered by a Lambda whose request id the answer names.
TEST(BuildSpans, CallsThatRunSideBySideDoNotNestInEachOther) {
  TraceInput input;
  input.trace = "T";
  const auto line = [](const std::string& id, std::string_view kind, std::int64_t ms, std::vector<std::string> ids,
                       const std::string& operation) {
    ids.push_back("session:x");
    return event(id, kind, ms, std::move(ids), "agent:boss", operation);
  };
  input.events = {line("1", k_start, 0, {}, "InvokeAgent"),
                  line("2", k_start, 10, {}, "long"),
                  line("3", k_start, 12, {}, "short"),
                  line("4", k_end, 40, {"request:r2"}, "short"),
                  line("5", k_end, 50, {"request:r1"}, "long"),
                  line("6", k_end, 60, {}, "InvokeAgent"),
                  event("7", k_lambda_start, 10, {"lambda:r1"}, "lambda:tool"),
                  event("8", k_lambda_end, 50, {"lambda:r1"}, "lambda:tool"),
                  event("9", k_lambda_start, 12, {"lambda:r2"}, "lambda:tool"),
                  event("a", k_lambda_end, 40, {"lambda:r2"}, "lambda:tool")};
  std::map<std::string, model::Span> by_first_event;
  for (const model::Span& span : build_spans(input)) {
    by_first_event[span.events.front()] = span;
  }
  EXPECT_EQ(by_first_event["2"].parent, by_first_event["1"].span);
  EXPECT_EQ(by_first_event["3"].parent, by_first_event["1"].span);
  EXPECT_EQ(by_first_event["7"].parent, by_first_event["2"].span);
  EXPECT_EQ(by_first_event["9"].parent, by_first_event["3"].span);
  EXPECT_EQ(by_first_event["9"].evidence->confidence, 0.95);
}

// The callee's span is as long as the call: the one whose execution began earlier is the caller.
TEST(BuildSpans, SpansOfEqualLengthNestByWhoseExecutionBeganEarlier) {
  for (const char* callee_id : {"00", "zz"}) {  // whatever the ids are
    TraceInput input;
    input.trace = "T";
    model::Event report = event("9", k_lambda_report, 100, {"lambda:r"}, "lambda:front");
    report.duration_ms = 100;
    model::Event call = event("2", k_start, 10, {"lambda:r", "session:x"}, "lambda:front", "Ask");
    model::Event answer = event("3", k_end, 90, {"lambda:r", "session:x"}, "lambda:front", "Ask");
    input.events = {event("1", k_lambda_start, 0, {"lambda:r"}, "lambda:front"),
                    call,
                    answer,
                    report,
                    event(callee_id, k_start, 10, {"session:x"}, "agent:gate", "Answer"),
                    event(std::string(callee_id) + "e", k_end, 90, {"session:x"}, "agent:gate", "Answer")};
    auto named = by_operation(build_spans(input));
    EXPECT_EQ(named["agent:gate Answer 1"].parent, named["lambda:front Ask 1"].span);
    EXPECT_EQ(named["lambda:front Ask 1"].parent, named["lambda:front Invoke 1"].span);
  }
}

TEST(BuildSpans, AResponseWithoutARequestIsShownAllTheSame) {
  TraceInput input;
  input.trace = "T";
  input.events = {event("1", k_end, 50, {"lambda:r"}, "tool:t", "Call"),
                  event("2", k_start, 60, {"lambda:r"}, "tool:t", "Call")};
  const std::vector<model::Span> spans = build_spans(input);
  ASSERT_EQ(spans.size(), 2u);
  EXPECT_FALSE(std::any_of(spans.begin(), spans.end(), [](const model::Span& s) { return s.start && s.end; }));
}

TEST(BuildSpans, HandlerStartAndHandlerCompleteAreOneOperation) {
  TraceInput input;
  input.trace = "T";
  input.events = {event("1", k_start, 0, {"lambda:r"}, "lambda", "handler.start"),
                  event("2", k_end, 40, {"lambda:r"}, "lambda", "handler.complete")};
  const std::vector<model::Span> spans = build_spans(input);
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].operation, "handler");
  EXPECT_EQ(spans[0].duration_ms, 40);
}

TEST(BuildSpans, DeepChainsAreFine) {
  TraceInput input;
  input.trace = "T";
  for (int i = 0; i < 3000; ++i) {
    input.events.push_back(stated(std::to_string(10000 + i), "s" + std::to_string(i),
                                  i == 0 ? "" : "s" + std::to_string(i - 1), i, 10000 - i, "c"));
  }
  const std::vector<model::Span> spans = build_spans(input);
  EXPECT_EQ(spans.size(), 3000u);
  EXPECT_EQ(std::count_if(spans.begin(), spans.end(), [](const model::Span& s) { return s.parent.empty(); }), 1);
}

}  // namespace
}  // namespace itk::correlate
