// itk-collect from outside: an input as itk-invoke writes it, a fake CloudWatch, and the records that come
// out.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "itk-collect/collect.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/itk-collect/fake_log_source.h"

namespace itk::collect {

inline constexpr char k_group[] = "/aws/lambda/orders";
inline constexpr char k_request[] = "8f507cfc-1111-4697-b07a-ac58fc914c95";

// What one run wrote.
struct Outcome {
  std::vector<model::Event> events;
  std::map<std::string, model::Collection> collections;  // by inv
  std::vector<model::ErrorRecord> errors;
  std::vector<std::string> lines;
  std::string log;
  ExitCode exit = ExitCode::Ok;

  std::vector<std::string> texts(const std::string& inv) const {
    std::vector<std::string> out;
    for (const model::Event& event : events) {
      if (event.inv == inv) {
        out.push_back(event.text);
      }
    }
    return out;
  }
};

class Scene {
 public:
  Scene() : source(clock) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(pipe(ends), 0);
    read_end_ = ends[0];
    write_end_ = ends[1];
  }
  ~Scene() {
    close_input();
    close(read_end_);
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  // --- The input ---

  model::Invocation invocation(const std::string& inv, const std::vector<std::string>& groups = {k_group}) const {
    model::Invocation out;
    out.inv = inv;
    out.run = "R";
    out.case_id = "case-" + inv;
    out.entrypoint = "sqs_event";
    out.nonce = nonce(inv);
    out.ids = {"nonce:" + nonce(inv)};
    out.time = clock_start();
    out.collect = model::CollectRules{groups, 2'000, 30'000, {}};
    return out;
  }
  model::Answer answer(const std::string& inv, const std::string& status = "sent") const {
    model::Answer out;
    out.inv = inv;
    out.status = status;
    out.sent = clock_start();
    out.attempts = 1;
    if (status == "sent") {
      out.ids = {"sqs:" + message(inv)};
    }
    return out;
  }
  static std::string nonce(const std::string& inv) { return "itk-" + sha256_hex(inv).substr(0, 16); }
  static std::string message(const std::string& inv) { return "m-" + inv; }

  // The whole stream of one run with these cases.
  std::string input_of(const std::vector<std::pair<model::Invocation, model::Answer>>& cases) const {
    std::string text;
    LineWriter writer = LineWriter::to_string(text);
    const Logger log("itk-invoke", LogLevel::Error, Logger::Sink([](std::string_view) {}));
    Stage stage({"itk-invoke", {}}, {}, nullptr, writer, log);
    model::Run run;
    run.run = "R";
    run.mode = "live";
    run.endpoint = "aws";
    run.version = "0";
    run.start = clock_start();
    EXPECT_TRUE(stage.write(run));
    for (const auto& [sent, answered] : cases) {
      EXPECT_TRUE(stage.write(sent));
      EXPECT_TRUE(stage.write(answered));
    }
    stage.finish({});
    return text;
  }
  std::string input_for(const std::vector<std::string>& invs) const {
    std::vector<std::pair<model::Invocation, model::Answer>> cases;
    for (const std::string& inv : invs) {
      cases.emplace_back(invocation(inv), answer(inv));
    }
    return input_of(cases);
  }
  std::string input_for(std::initializer_list<const char*> invs) const {
    return input_for(std::vector<std::string>(invs.begin(), invs.end()));
  }
  void write(std::string_view text) {
    ASSERT_EQ(::write(write_end_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close_input() {
    if (write_end_ >= 0) {
      close(write_end_);
      write_end_ = -1;
    }
  }

  // --- The logs ---

  // A line that is written `at_ms` after the start and can be found `lag_ms` later.
  void line(std::int64_t at_ms, const std::string& message, std::int64_t lag_ms = 200,
            const std::string& group = k_group, const std::string& stream = "2026/11/20/[$LATEST]0a1b") {
    LogEvent event;
    event.id = std::to_string(100000 + ++lines_);
    event.stream = stream;
    event.time = {clock_start().ns + at_ms * 1'000'000};
    event.ingested = {event.time.ns + lag_ms * 1'000'000};
    event.message = message;
    source.groups[group].push_back(event);
  }
  // A Lambda that works on the message of `inv` from `at_ms` on.
  void work(const std::string& inv, std::int64_t at_ms, const std::string& request = k_request,
            const std::string& group = k_group, const std::string& stream = "2026/11/20/[$LATEST]0a1b",
            bool reports = true) {
    line(at_ms, "START RequestId: " + request + " Version: $LATEST\n", 200, group, stream);
    line(at_ms + 1,
         R"({"message":"got it","sqs_message_id":")" + message(inv) + R"(","function_request_id":")" + request + "\"}",
         200, group, stream);
    line(at_ms + 2, "a line without any id\n", 200, group, stream);
    line(at_ms + 100, "END RequestId: " + request + "\n", 200, group, stream);
    if (reports) {
      line(at_ms + 100, "REPORT RequestId: " + request + "\tDuration: 100.00 ms\t\n", 200, group, stream);
    }
  }

  // --- The run ---

  Outcome run(const std::string& input) {
    write(input);
    close_input();
    return run();
  }

  Outcome run() {
    Outcome outcome;
    std::string text;
    {
      LineReader reader(read_end_, "input");
      LineWriter writer = LineWriter::to_string(text);
      const Logger log("itk-collect", LogLevel::Info,
                       Logger::Sink([&](std::string_view said) { (outcome.log += said) += '\n'; }));
      Stage stage({"itk-collect", {}}, stage_options, &reader, writer, log);
      World world{Environment(), clock};
      Outside outside;
      outside.make_source = [&](const settings::Settings&, Clock&,
                                const Logger&) -> Result<std::unique_ptr<LogSource>> {
        if (no_source) {
          return tl::make_unexpected(*no_source);
        }
        return std::unique_ptr<LogSource>(std::make_unique<Borrowed>(source));
      };
      outside.side_sources = [&](const settings::Settings&, const std::shared_ptr<redact::Redactor>&, Clock&,
                                 const Logger&) { return std::move(sides); };
      outside.interrupts = [&] { return interrupts; };
      outside.check_reading = [&](const settings::Settings&, const std::vector<std::string>&, Clock&,
                                  const Logger&) -> Result<Surroundings> {
        if (refusal) {
          return tl::make_unexpected(*refusal);
        }
        return Surroundings{"123456789012", "eu-west-1", ""};
      };
      outcome.exit = stage.finish(collect(options, outside, stage, world));
    }
    read_records(text, outcome);
    return outcome;
  }

  static Timestamp clock_start() { return Timestamp::from_s(1'790'000'000); }
  double elapsed_s() { return milliseconds_between(clock_start(), clock.now()) / 1000; }

  test::FakeClock clock{clock_start()};
  FakeLogSource source;
  std::vector<SideSourceMaker> sides;
  Options options;
  StageOptions stage_options;
  std::optional<Error> no_source;
  std::optional<Error> refusal;  // of the checks for reading
  int interrupts = 0;

 private:
  // The source outlives the collector here.
  class Borrowed final : public LogSource {
   public:
    explicit Borrowed(LogSource& source) : source_(source) {}
    Result<LogPage> fetch(const LogQuery& query) override { return source_.fetch(query); }
    Result<std::vector<std::string>> list_groups(const std::string& prefix) override {
      return source_.list_groups(prefix);
    }
    Cost cost() const override { return source_.cost(); }

   private:
    LogSource& source_;
  };

  static void read_records(const std::string& text, Outcome& outcome) {
    json::Parser parser;
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const json::PaddedText line(text.substr(begin, end - begin));
      outcome.lines.emplace_back(line.view());
      const model::Tag tag = model::read_tag(parser, line.view()).value();
      if (tag.type == "event") {
        outcome.events.push_back(model::read_record<model::Event>(parser, line.view()).value());
      } else if (tag.type == "collection") {
        const auto collection = model::read_record<model::Collection>(parser, line.view()).value();
        EXPECT_TRUE(outcome.collections.emplace(collection.inv, collection).second)
            << "two collections of " << collection.inv;
      } else if (tag.type == "error") {
        outcome.errors.push_back(model::read_record<model::ErrorRecord>(parser, line.view()).value());
      }
    }
  }

  int read_end_ = -1, write_end_ = -1;
  int lines_ = 0;
};

}  // namespace itk::collect
