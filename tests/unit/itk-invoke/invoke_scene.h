// itk-invoke run on a folder of its own, against a transport that plays what the test tells it.
#pragma once

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/base/atomic_file.h"
#include "itk-invoke/invoke.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_loop.h"
#include "tests/support/fake_transport.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {

// What is asked before the first send: who we are is known, and nobody lets us see more; the checks pass with a warning.
// What deliveries look up (the aliases of an agent) is the test's to answer, as all that is sent.
class Questions final : public aws::Transport {
 public:
  explicit Questions(aws::Transport& others) : others_(others) {}
  Result<aws::HttpResponse> send(const aws::HttpRequest& request) override {
    if (request.body.starts_with("Action=GetCallerIdentity")) {
      return aws::HttpResponse{
          200,
          {},
          "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/u</Arn>"
          "<UserId>U</UserId><Account>123456789012</Account></GetCallerIdentityResult>"
          "</GetCallerIdentityResponse>"};
    }
    if (request.method == "POST" && request.url.ends_with("/agentaliases/")) {
      return others_.send(request);
    }
    return aws::HttpResponse{
        403, {{"x-amzn-errortype", "AccessDeniedException"}}, R"({"message":"not allowed to look"})"};
  }

 private:
  aws::Transport& others_;
};

class InvokeTest : public ::testing::Test {
 protected:
  InvokeTest() {
    std::filesystem::create_directories(dir_ / ".git");  // the search for .env ends here
    std::filesystem::create_directories(dir_ / "cases");
    options_.cases = {dir_ / "cases"};
    options_.folder = dir_.path();
    environment_ = Environment({{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                                {"AWS_SECRET_ACCESS_KEY", "secret"},
                                {"AWS_REGION", "us-east-1"},
                                {"AWS_CONFIG_FILE", dir_ / "none"},
                                {"AWS_SHARED_CREDENTIALS_FILE", dir_ / "none"},
                                {"AWS_MAX_ATTEMPTS", "1"}});
  }

  void write(const std::string& name, std::string_view text) {
    std::filesystem::create_directories(std::filesystem::path(dir_ / name).parent_path());
    ASSERT_TRUE(write_file(dir_ / name, text));
  }

  // SQS's answer; the digests are checked by common/aws, so they have to be left out to be believed.
  void accept(const std::string& message_id) {
    transport_.answer(200, R"({"MessageId":")" + message_id + "\"}", {{"x-amzn-requestid", "req-" + message_id}});
  }

  ExitCode run() {
    World world{environment_, clock_};
    const Outside outside{[&](const aws::TransportOptions&) {
                            ++transports_made_;
                            return std::make_unique<Questions>(transport_);
                          },
                          [&](const aws::TransportOptions&, Clock&) { return make_loop(); },
                          [&] { return interrupted_ && interrupted_(); }};
    LineWriter writer = LineWriter::to_string(text_);
    const Logger log("itk-invoke", LogLevel::Info, Logger::Sink([&](std::string_view line) { log_ += line; }));
    Stage stage({"itk-invoke", {"run", "invocation", "event", "answer"}}, {}, nullptr, writer, log);
    const ExitCode exit = stage.finish(invoke(options_, outside, stage, world));
    split_output();
    return exit;
  }

  // Its requests are answered by the same transport, each after `latency_`.
  std::unique_ptr<aws::Loop> make_loop() {
    auto loop = std::make_unique<test::FakeLoop>(clock_);
    loop->answer = [this](const aws::HttpRequest& request) {
      aws::HttpRequest asked = request;
      asked.on_body = nullptr;  // the loop's business
      return test::FakeLoop::Answer{transport_.send(asked), latency_};
    };
    return loop;
  }

  void split_output() {
    std::size_t begin = 0;
    for (std::size_t end; (end = text_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      lines_.push_back(text_.substr(begin, end - begin));
    }
  }

  template <class R>
  std::vector<R> records() {
    std::vector<R> records;
    json::Parser parser;
    for (const std::string& line : lines_) {
      if (line.find(fmt::format("{{\"itk\":\"{}\"", R::k_tag)) == 0) {
        records.push_back(model::read_record<R>(parser, json::PaddedText(line).view()).value());
      }
    }
    return records;
  }

  std::vector<std::string> types() {
    std::vector<std::string> types;
    for (const std::string& line : lines_) {
      types.push_back(line.substr(8, line.find('/') - 8));
    }
    return types;
  }

  test::TempDir dir_;
  Options options_;
  Environment environment_;
  test::FakeClock clock_;
  test::FakeTransport transport_;
  std::function<bool()> interrupted_;
  std::chrono::milliseconds latency_{0};
  int transports_made_ = 0;
  std::string text_, log_;
  std::vector<std::string> lines_;
};

}  // namespace itk::invoke
