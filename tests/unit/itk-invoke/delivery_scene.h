// One case compiled and sent, without the rest of itk-invoke: on a loop whose answers the test gives, or on a real one.
#pragma once

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/atomic_file.h"
#include "itk-invoke/case_loader.h"
#include "itk-invoke/entrypoint.h"
#include "itk-invoke/queue_outbox.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_loop.h"
#include "tests/support/fake_transport.h"
#include "tests/support/temp_dir.h"

namespace itk::invoke {

class DeliveryTest : public ::testing::Test {
 protected:
  DeliveryTest()
      : environment_({{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                      {"AWS_SECRET_ACCESS_KEY", "aws-secret-key"},
                      {"AWS_SESSION_TOKEN", "aws-session-token"},
                      {"AWS_CONFIG_FILE", dir_ / "none"},
                      {"AWS_SHARED_CREDENTIALS_FILE", dir_ / "none"},
                      {"PATH", "/usr/local/bin:/usr/bin:/bin"}}),
        log_("test", LogLevel::Error, Logger::Sink([](std::string_view) {})),
        loop_(clock_) {}

  // `entrypoint` and what follows it, behind "id: a".
  void compile(const std::string& yaml) {
    Problems problems(Purpose::Live);
    std::optional<Case> loaded = load_case(dir_ / "a.yaml", "id: a\n" + yaml, environment_, {}, problems);
    delivery_.reset();
    if (loaded) {
      test_case_ = std::move(*loaded);
      const auto settings = settings::Settings::load({environment_, dir_.path(), ""});
      delivery_ = compile_delivery(test_case_, *settings, problems);
    }
    problems_.clear();
    for (const Problem& problem : problems.sorted()) {
      const std::string text = problem.text();
      problems_ += text.substr(text.find("a.yaml:") + 7) + "\n";
    }
  }

  Execution execution(std::int64_t iteration = 1) {
    Execution execution;
    execution.identity = make_identity("01JD6Z1E8ZW5Y6K8F9T0ABCDEF", clock_.now(), "a", iteration, 0);
    execution.leaves_marks = test_case_.nonce;
    execution.values.nonce = execution.identity.nonce;
    execution.values.run_id = "RUN";
    execution.values.inv = execution.identity.inv;
    execution.values.iteration = iteration;
    execution.values.fetched = &fetched_;
    if (test_case_.timeout_ms) {
      execution.deadline = Timestamp{clock_.now().ns + *test_case_.timeout_ms * 1'000'000};
    }
    return execution;
  }

  // Many at once, in the order of their iterations.
  std::vector<Delivered> send_all(aws::Loop& loop, std::size_t count) {
    AwsAccess aws(environment_, {}, loop.clock(), log_,
                  [this](const aws::TransportOptions&) { return std::make_unique<test::FakeTransport>(transport_); });
    const Status connected = delivery_->connect(aws);
    if (!connected) {
      return {tl::make_unexpected(DeliveryFailure(connected.error()))};
    }
    QueueOutbox outbox(loop, 1);
    Ways ways{aws, loop, outbox,
              [this](model::Event event) {
                events_.push_back(std::move(event));
                return Status();
              },
              throttles_};
    std::vector<Execution> executions;
    for (std::size_t i = 0; i < count; ++i) {
      executions.push_back(execution(static_cast<std::int64_t>(i) + 1));
    }
    std::vector<Delivered> delivered(count, tl::make_unexpected(DeliveryFailure(internal_error("never ended"))));
    for (std::size_t i = 0; i < count; ++i) {
      loop.spawn(keep(*delivery_, ways, executions[i], delivered[i]));
    }
    loop.run();
    return delivered;
  }
  Delivered send() { return send_all(loop_, 1).at(0); }

  // What the next request is answered with, in order.
  void answer(int status, std::string body, aws::Headers headers = {}) {
    answers_.push_back(aws::HttpResponse{status, std::move(headers), std::move(body)});
    play();
  }
  void fail(const std::string& code) {
    answers_.push_back(tl::make_unexpected(
        Error{ErrorClass::Transient, ExitCode::Unreachable, code, "the fake loop fails: " + code, {}, {}}));
    play();
  }

  static Task<> keep(const Delivery& delivery, Ways& ways, const Execution& execution, Delivered& delivered) {
    delivered = co_await delivery.send(ways, execution);
  }

  test::TempDir dir_;
  Environment environment_;
  test::FakeClock clock_{Timestamp::from_s(1'790'000'000)};
  Logger log_;
  test::FakeTransport transport_;
  test::FakeLoop loop_;
  std::map<std::string, std::string> fetched_;
  Case test_case_;
  std::unique_ptr<Delivery> delivery_;
  std::string problems_;
  std::vector<model::Event> events_;
  std::int64_t throttles_ = 0;

 private:
  void play() {
    loop_.answer = [this](const aws::HttpRequest&) {
      if (answers_.empty()) {
        return test::FakeLoop::Answer{tl::make_unexpected(internal_error("nothing is left to answer with")), {}};
      }
      test::FakeLoop::Answer next{std::move(answers_.front()), {}};
      answers_.pop_front();
      return next;
    };
  }

  std::deque<Result<aws::HttpResponse>> answers_;
};

}  // namespace itk::invoke
