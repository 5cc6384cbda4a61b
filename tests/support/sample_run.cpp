#include "tests/support/sample_run.h"

#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

#include "common/stage/stage.h"

namespace itk::test {
namespace {

constexpr std::int64_t k_start_ms = 1'795'161'600'000;  // 2026-11-20T08:00:00Z

std::string read_whole_stage(const SampleStage& sample, LineReader* reader) {
  std::string text;
  LineWriter writer = LineWriter::to_string(text);
  const Logger log(sample.name, LogLevel::Error, Logger::Sink([](std::string_view) {}));
  Stage stage({sample.name, {}}, {}, reader, writer, log);
  Incoming incoming;
  while (reader != nullptr && stage.next(incoming).value()) {
    (void)stage.pass(incoming);
  }
  for (const std::string& line : sample.lines) {
    (void)stage.pass_line(line);
  }
  stage.mark(sample.exit);
  stage.finish({});
  return text;
}

// Collects the lines of each stage while the cases of a sample are told.
class Story {
 public:
  explicit Story(std::string suite) {
    model::Run run;
    run.run = "01KAG0S3M00000000000000001";
    run.suite = std::move(suite);
    run.mode = "live";
    run.env = "qa";
    run.account = "123456789012";
    run.region = "us-east-1";
    run.endpoint = "custom";
    run.endpoint_url = "http://127.0.0.1:4566";
    run.version = "0.1.0";
    run.start = Timestamp::from_ms(k_start_ms);
    stages[0].lines.push_back(model::write_record(run));
  }

  template <class R>
  void say(std::size_t stage, R record) {
    record.endpoint = "custom";
    stages[stage].lines.push_back(model::write_record(record));
  }

  std::string stream() const { return pipe_stages(stages); }

  std::vector<SampleStage> stages = {
      {"itk-invoke", {}}, {"itk-collect", {}}, {"itk-correlate", {}}, {"itk-compare", {}}};
};

enum Stages : std::size_t { Invoke, Collect, Correlate, Compare };

// One case while it is told: keys and times relative to it.
class Teller {
 public:
  Teller(Story& story, int number, std::string id, std::string name)
      : story_(story),
        number_(number),
        inv_(fmt::format("01KAG0S3M000000000000001{:02}", number)),
        id_(std::move(id)),
        name_(std::move(name)),
        begin_ms_(k_start_ms + number * 10'000) {}

  void send(const std::string& request) {
    model::Invocation sent;
    sent.inv = inv_;
    sent.run = "01KAG0S3M00000000000000001";
    sent.case_id = id_;
    sent.name = name_;
    sent.file = "cases/" + id_ + ".yaml";
    sent.entrypoint = "sqs_event";
    sent.target = "http://127.0.0.1:4566/123456789012/support-bot";
    sent.nonce = fmt::format("itk-3f9a1c0b5d7e2a{:02}", number_);
    sent.time = Timestamp::from_ms(begin_ms_);
    sent.request.text = request;
    story_.say(Invoke, sent);
  }

  void answer(const std::string& status, const std::string& reason = "") {
    model::Answer answer;
    answer.inv = inv_;
    answer.status = status;
    answer.reason = reason;
    answer.attempts = status == "skipped" ? 0 : 1;
    if (status == "sent") {
      answer.sent = Timestamp::from_ms(begin_ms_);
      answer.ids = {fmt::format("sqs:5fea7756-0ea4-451a-a703-a558b933e2{:02}", number_)};
      answer.response.text = fmt::format(R"({{"MessageId":"5fea7756-0ea4-451a-a703-a558b933e2{:02}"}})", number_);
    }
    if (status == "error") {
      answer.error = model::Fault{"quota", "AWS.SimpleQueueService.NonExistentQueue", reason, "sqs", "d3b1e0ff-6b0e"};
    }
    story_.say(Invoke, answer);
  }

  // Times are in ms from the case's start. The key of the span is returned, for its children.
  std::string span(const std::string& parent, const std::string& component, const std::string& operation,
                   const std::string& kind, std::int64_t from, std::int64_t to,
                   const std::function<void(model::Span&)>& adjust = {}) {
    model::Span span;
    span.span = fmt::format("{:08x}{:08x}", number_ * 4096 + 0xa0000, ++spans_);
    span.parent = parent;
    span.trace = span.inv = inv_;
    span.component = component;
    span.operation = operation;
    span.kind = kind;
    span.start = Timestamp::from_ms(begin_ms_ + from);
    span.end = Timestamp::from_ms(begin_ms_ + to);
    span.duration_ms = static_cast<double>(to - from);
    span.attempt = 1;
    span.status = "ok";
    if (!parent.empty()) {
      span.evidence =
          model::EdgeEvidence{"id", 0.95, fmt::format("lambda:8f507cfc-xmpl-4697-b07a-ac58fc914c{:02}", number_)};
    }
    span.ids = {fmt::format("lambda:8f507cfc-xmpl-4697-b07a-ac58fc914c{:02}", number_),
                fmt::format("nonce:itk-3f9a1c0b5d7e2a{:02}", number_),
                fmt::format("sqs:5fea7756-0ea4-451a-a703-a558b933e2{:02}", number_),
                fmt::format("trace:6a01f1ac8f3a2b1c4d5e6f70819203{:02}", number_)};
    last_end_ = std::max(last_end_, to);
    if (adjust) {
      adjust(span);
    }
    errors_ += span.status == "error" ? 1 : 0;
    retries_ += span.attempt.value_or(1) > 1 ? 1 : 0;
    if (span.tokens) {
      tokens_.input += span.tokens->input;
      tokens_.output += span.tokens->output;
    }
    story_.say(Correlate, span);
    return span.span;
  }

  void collected(std::vector<model::Awaited> missing = {}) {
    model::Collection collection;
    collection.inv = inv_;
    collection.complete = missing.empty();
    if (!missing.empty()) {
      collection.reason = fmt::format("no REPORT for {} in {} after 60 s", missing[0].id, missing[0].group);
    }
    collection.missing = missing;
    collection.log_groups = {"/aws/lambda/orchestrator"};
    collection.events = spans_ * 2;
    story_.say(Collect, collection);
    missing_ = std::move(missing);
  }

  void traced() {
    model::Trace trace;
    trace.trace = trace.inv = inv_;
    trace.case_id = id_;
    trace.iteration = 1;
    trace.signature = "5b1e3f0a9c7d2e4f";
    trace.start = Timestamp::from_ms(begin_ms_);
    trace.end = Timestamp::from_ms(begin_ms_ + last_end_);
    trace.duration_ms = static_cast<double>(last_end_);
    trace.spans = spans_;
    trace.errors = errors_;
    trace.retries = retries_;
    trace.tokens = tokens_;
    trace.isolation = "proven";
    trace.completeness = missing_.empty() ? "complete" : "incomplete";
    trace.missing = missing_;
    for (int i = 1; i <= spans_; i += 2) {
      trace.critical.push_back({fmt::format("{:08x}{:08x}", number_ * 4096 + 0xa0000, i), "work", 100});
    }
    story_.say(Correlate, trace);
  }

  void check(const std::string& name, const std::string& outcome, const std::string& expected,
             const std::string& actual, std::int64_t line, std::vector<std::string> spans = {}) {
    model::Check check;
    check.inv = inv_;
    check.case_id = id_;
    check.name = name;
    check.outcome = outcome;
    check.expected = expected;
    check.actual = actual;
    check.spans = std::move(spans);
    check.at = model::Position{"cases/" + id_ + ".yaml", line, 7};
    story_.say(Compare, check);
  }

  void verdict(const std::string& status, const std::string& reason = "") {
    model::Verdict verdict;
    verdict.run = "01KAG0S3M00000000000000001";
    verdict.suite = "support-bot";
    verdict.case_id = id_;
    verdict.name = name_;
    verdict.tags = {"smoke"};
    verdict.status = status;
    verdict.reason = reason;
    verdict.iterations = 1;
    verdict.passed = status == "passed" || status == "warning" ? 1 : 0;
    verdict.inv = {inv_};
    if (spans_ > 0) {
      verdict.duration_ms = static_cast<double>(last_end_);
      verdict.tokens = tokens_;
    }
    verdict.spans = spans_;
    verdict.errors = errors_;
    verdict.retries = retries_;
    story_.say(Compare, verdict);
  }

  const std::string& inv() const { return inv_; }

 private:
  Story& story_;
  int number_;
  std::string inv_, id_, name_;
  std::int64_t begin_ms_;
  int spans_ = 0;
  std::int64_t last_end_ = 0, errors_ = 0, retries_ = 0;
  model::Tokens tokens_;
  std::vector<model::Awaited> missing_;
};

using Adjust = std::function<void(model::Span&)>;

Adjust with(const std::string& request, const std::string& response) {
  return [=](model::Span& span) {
    span.request.text = request;
    span.response.text = response;
  };
}

Adjust as_model(std::int64_t input, std::int64_t output) {
  return [=](model::Span& span) {
    span.tokens = model::Tokens{input, output};
    span.model = "anthropic.claude-3-haiku-20240307-v1:0";
    span.request.text =
        R"({"messages":[{"role":"user","content":[{"text":"Where is order 4711?"}]}],"temperature":0.10,"seed":12345678901234567890})";
    span.response.text =
        R"({"stopReason":"end_turn","output":{"message":{"role":"assistant","content":[{"text":"Order 4711 left the warehouse on Monday."}]}}})";
    span.evidence->by = "header";
  };
}

void happy_case(Story& story) {
  Teller t(story, 1, "answer-question", "A question about an order is answered");
  t.send(R"({"userMessage":"Where is order 4711?","channel":"C024BE91L"})");
  t.answer("sent");
  const std::string root = t.span("", "entrypoint:sqs_event", "SendMessage", "producer", 0, 12,
                                  with(R"({"userMessage":"Where is order 4711?"})", R"({"MessageId":"5fea7756"})"));
  const std::string queue =
      t.span(root, "lambda:orchestrator", "ProcessMessage", "consumer", 110, 2430, [](model::Span& s) {
        s.request.text =
            R"({"Records":[{"messageId":"5fea7756","body":"{\"userMessage\":\"Where is order 4711?\"}"}]})";
        s.response.text = R"({"batchItemFailures":[]})";
        s.init_ms = 412.5;
        s.logs = {{"e1", Timestamp::from_ms(k_start_ms + 10'110), "INFO",
                   "START RequestId: 8f507cfc-xmpl-4697 Version: $LATEST"},
                  {"e2", Timestamp::from_ms(k_start_ms + 10'135), "INFO",
                   "{\"message\":\"message received\",\"service\":\"orchestrator\"}"},
                  {"e3", Timestamp::from_ms(k_start_ms + 12'430), "INFO",
                   "REPORT RequestId: 8f507cfc-xmpl-4697 Duration: 2320.00 ms"}};
      });
  const std::string gate = t.span(queue, "agent:gatekeeper", "InvokeAgent", "client", 150, 640,
                                  with(R"({"inputText":"Where is order 4711?"})", R"({"allowed":true,"score":0.93})"));
  t.span(gate, "model:claude-3-haiku", "InvokeModel", "client", 190, 610, as_model(212, 18));
  const std::string supervisor = t.span(queue, "agent:supervisor", "InvokeAgent", "client", 660, 2380,
                                        with(R"({"inputText":"Where is order 4711?","sessionId":"demo-1"})",
                                             R"({"completion":"Order 4711 left the warehouse on Monday."})"));
  t.span(supervisor, "model:claude-3-haiku", "InvokeModel", "client", 700, 1250, as_model(640, 72));
  const std::string action =
      t.span(supervisor, "lambda:action-group", "GetOrder", "server", 1280, 1610,
             with(R"({"orderId":4711,"price":1.10})", R"({"status":"shipped","shippedAt":"2026-11-16"})"));
  t.span(action, "dynamodb:orders", "GetItem", "client", 1310, 1345,
         with(R"({"TableName":"orders","Key":{"id":{"N":"4711"}}})",
              R"({"Item":{"id":{"N":"4711"},"status":{"S":"shipped"}}})"));
  t.span(supervisor, "model:claude-3-haiku", "InvokeModel", "client", 1640, 2340, as_model(801, 96));
  t.span(queue, "service:slack", "PostMessage", "client", 2390, 2420, [](model::Span& s) {
    s.request.text = R"({"channel":"C024BE91L","text":"Order 4711 left the warehouse on Monday."})";
    s.response.text = R"({"ok":true,"ts":"1795161612.000200"})";
    s.evidence = model::EdgeEvidence{"time", 0.55, ""};
  });
  t.collected();
  t.traced();
  t.check("has_spans", "passed", "at least 1 span", "10 spans", 12);
  t.check("response_contains", "passed", "\"warehouse\"", "found in agent:supervisor", 14);
  t.verdict("passed");
}

void retry_case(Story& story) {
  Teller t(story, 2, "throttled-model", "A throttled model is asked again");
  t.send(R"({"userMessage":"Summarise my tickets"})");
  t.answer("sent");
  const std::string root = t.span("", "entrypoint:sqs_event", "SendMessage", "producer", 0, 9);
  const std::string lambda = t.span(root, "lambda:orchestrator", "ProcessMessage", "consumer", 95, 3980);
  const std::string agent = t.span(lambda, "agent:supervisor", "InvokeAgent", "client", 140, 3900);
  for (int attempt = 1; attempt <= 3; ++attempt) {
    t.span(
        agent, "model:claude-3-haiku", "InvokeModel", "client", 200 + (attempt - 1) * 1100,
        attempt == 3 ? 3850 : 260 + (attempt - 1) * 1100, [&](model::Span& s) {
          s.attempt = attempt;
          if (attempt < 3) {
            s.status = "error";
            s.error.text =
                R"({"code":"ThrottlingException","message":"Too many requests, please wait before trying again.","retryable":true})";
          } else {
            as_model(1530, 340)(s);
          }
        });
  }
  t.collected();
  t.traced();
  t.check("max_retry_count", "warning", "at most 3 retries", "2 retries of model:claude-3-haiku InvokeModel", 13);
  t.verdict("warning", "passed with 2 retries and 2 error spans");
}

void failed_case(Story& story) {
  Teller t(story, 3, "refund-over-limit", "A refund over the limit is refused");
  t.send(R"({"userMessage":"Refund 900 EUR for order 4711"})");
  t.answer("sent");
  const std::string root = t.span("", "entrypoint:sqs_event", "SendMessage", "producer", 0, 8);
  const std::string lambda = t.span(root, "lambda:orchestrator", "ProcessMessage", "consumer", 90, 1830);
  const std::string gate =
      t.span(lambda, "agent:gatekeeper", "InvokeAgent", "client", 120, 600,
             with(R"({"inputText":"Refund 900 EUR for order 4711"})", R"({"allowed":true,"score":0.51})"));
  t.span(gate, "model:claude-3-haiku", "InvokeModel", "client", 150, 580, as_model(220, 12));
  const std::string action = t.span(lambda, "lambda:action-group", "Refund", "server", 650, 1790, [](model::Span& s) {
    s.status = "error";
    s.request.text = R"({"orderId":4711,"amount":900.00,"currency":"EUR"})";
    s.error.text = R"({"code":"RefundFailed","message":"ledger answered 502"})";
    s.evidence = model::EdgeEvidence{"payload", 0.72, ""};
  });
  t.collected();
  t.traced();
  t.check("no_error_spans", "failed", "no span with an error", "lambda:action-group Refund: RefundFailed", 16,
          {action});
  t.check("required_components", "failed", "agent:supervisor",
          "not among entrypoint:sqs_event, lambda:orchestrator, agent:gatekeeper", 18);
  t.check("has_entrypoint", "passed", "a span without parent", "entrypoint:sqs_event", 15);
  t.verdict("failed", "no_error_spans: expected no span with an error, got lambda:action-group Refund: RefundFailed");
}

void lost_log_case(Story& story) {
  Teller t(story, 4, "lost-log", "A log that never arrives");
  t.send(R"({"userMessage":"hello"})");
  t.answer("sent");
  const std::string root = t.span("", "entrypoint:sqs_event", "SendMessage", "producer", 0, 11);
  t.span(root, "lambda:orchestrator", "ProcessMessage", "consumer", 100, 100, [](model::Span& s) {
    s.end.reset();
    s.duration_ms.reset();
    s.status = "unset";
  });
  t.collected({{"report", "lambda:8f507cfc-xmpl-4697-b07a-ac58fc914c04", "/aws/lambda/orchestrator"}});
  t.traced();
  t.verdict("error", "evidence incomplete: no REPORT for lambda:8f507cfc-xmpl-4697-b07a-ac58fc914c04 in "
                     "/aws/lambda/orchestrator after 60 s");
}

void unsent_case(Story& story) {
  Teller t(story, 5, "missing-queue", "A queue that does not exist");
  t.send(R"({"userMessage":"hello"})");
  t.answer("error", "the queue http://127.0.0.1:4566/123456789012/support-bat does not exist");
  model::ErrorRecord error;
  error.stage = "itk-invoke";
  error.error_class = "validation";
  error.code = "AWS.SimpleQueueService.NonExistentQueue";
  error.message = "the queue http://127.0.0.1:4566/123456789012/support-bat does not exist";
  error.service = "sqs";
  error.request_id = "d3b1e0ff-6b0e-5c7a-9c8e-0f8c7a6b5d4c";
  error.inv = t.inv();
  story.say(Invoke, error);
  t.verdict("error", "could not be sent: the queue does not exist");
}

void skipped_case(Story& story) {
  Teller t(story, 6, "nightly-import", "The nightly import (no fixture)");
  t.send(R"({"userMessage":"import"})");
  t.answer("skipped", "the case has no `fixture:` and the run reads fixtures only");
  t.verdict("skipped", "the case has no `fixture:` and the run reads fixtures only");
}

}  // namespace

std::string pipe_stages(const std::vector<SampleStage>& stages) {
  std::string text = read_whole_stage(stages.front(), nullptr);
  for (std::size_t i = 1; i < stages.size(); ++i) {
    const int fd = memfd_create("sample", 0);
    if (fd < 0 || write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        lseek(fd, 0, SEEK_SET) != 0) {
      std::abort();
    }
    LineReader reader(fd, "sample");
    text = read_whole_stage(stages[i], &reader);
    close(fd);
  }
  return text;
}

std::string sample_run() {
  Story story("support-bot");
  happy_case(story);
  retry_case(story);
  failed_case(story);
  lost_log_case(story);
  unsent_case(story);
  skipped_case(story);
  model::Commit commit;
  commit.sha = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
  commit.branch = "feature/refunds";
  commit.author = "A. Developer <email:0123456789abcdef>";
  commit.time = Timestamp::from_ms(k_start_ms - 3'600'000);
  commit.subject = "fix: Refuse refunds over the limit";
  commit.dirty = true;
  story.say(Compare, commit);
  story.stages[Invoke].exit = ExitCode::Unreachable;
  story.stages[Collect].exit = ExitCode::Incomplete;
  story.stages[Compare].exit = ExitCode::Failed;
  return story.stream();
}

std::string hostile_run() {
  const std::string attack = R"(</script><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>)";
  const std::string rtl = "evil\xe2\x80\xae"
                          "txt.exe|`@everyone`\nend\xe2\x80\xa8;%%{init}%%";
  Story story("suite " + attack);
  Teller t(story, 1, "../evil", "Case " + attack + rtl);
  t.send(json::quote(attack));
  t.answer("sent");
  const std::string root = t.span("", "lambda:\"quoted\"\n" + rtl, attack, "server", 0, 900, [&](model::Span& s) {
    s.span = "../../x";
    s.request.text =
        R"({"html":)" + json::quote(attack) + R"(,"__proto__":{"a":1},"1":1.10,"dup":1,"dup":2,"nul":"\u0000"})";
    s.response.text = json::quote(std::string(1 << 20, 'm') + attack);
    s.error.text = json::quote(attack);
    s.status = "error";
    s.logs = {{"e", {}, "ERROR\"><b>", attack + rtl}};
    s.ids = {"session:" + attack};
    s.stated = model::Stated{"../../x" + attack, "", {}, {}};
  });
  t.span("../../x", "agent:a-b", rtl, "client", 100, 50);
  t.span("../../x", "agent:a.b", "1970", "client", 0, 0, [](model::Span& s) {
    s.start = Timestamp::from_s(1);
    s.end = Timestamp::from_s(2);
    s.duration_ms = 1000;
  });
  t.span("../../x", "agent:a.b", "2100", "client", 0, 0,
         [](model::Span& s) { s.start = s.end = Timestamp::from_s(4'102'444'800); });
  t.span("nobody", "model:orphan", "Orphan", "client", 200, 300);
  t.span("../../x", "model:timeless", "NoTimes", "client", 0, 0, [](model::Span& s) {
    s.start.reset();
    s.end.reset();
    s.duration_ms.reset();
  });
  t.span("cycle-b", "lambda:cycle", "A", "client", 300, 400, [](model::Span& s) { s.span = "cycle-a"; });
  t.span("cycle-a", "lambda:cycle", "B", "client", 310, 390, [](model::Span& s) { s.span = "cycle-b"; });
  t.span("self", "lambda:self", "Self", "client", 320, 330, [](model::Span& s) { s.span = "self"; });
  t.span("../../x", "lambda:twin", "SameKey", "client", 340, 350, [](model::Span& s) { s.span = "self"; });
  t.collected();
  t.traced();
  t.check(attack, "failed", rtl, attack, 1, {"../../x"});
  t.verdict("failed", attack + rtl);
  for (const auto& [number, id] : {std::pair{2, "../EVIL"}, std::pair{3, "index.html"}, std::pair{4, ".itk-run"}}) {
    Teller other(story, number, id, "");
    other.send("null");
    other.verdict("passed");
  }
  return story.stream();
}

std::string large_run(std::size_t spans) {
  Story story("large");
  Teller t(story, 1, "large", fmt::format("{} spans", spans));
  t.send("{}");
  t.answer("sent");
  const std::string root = t.span("", "entrypoint:sqs_event", "SendMessage", "producer", 0, 9);
  std::string parent = root;
  for (std::size_t i = 1; i < spans; ++i) {
    const auto from = static_cast<std::int64_t>(i * 10);
    const std::string key = t.span(i % 7 == 1 ? root : parent, fmt::format("lambda:worker-{}", i % 11),
                                   fmt::format("Step{}", i), i % 5 == 0 ? "consumer" : "client", from,
                                   from + 8 + static_cast<std::int64_t>(i % 90), [&](model::Span& s) {
                                     s.request.text = fmt::format(R"({{"step":{},"text":"payload of step {}"}})", i, i);
                                     if (i % 50 == 0) {
                                       s.status = "error";
                                       s.error.text = R"({"code":"ThrottlingException"})";
                                     }
                                   });
    parent = i % 7 == 1 ? key : parent;
  }
  t.collected();
  t.traced();
  t.verdict("passed");
  return story.stream();
}

}  // namespace itk::test
