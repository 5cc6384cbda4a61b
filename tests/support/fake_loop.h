// A loop whose time passes only where all of its tasks wait, and whose requests a test answers, each after as long as
// the test says.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "common/aws/loop.h"
#include "tests/support/fake_clock.h"

namespace itk::test {

class FakeLoop final : public aws::Loop {
 public:
  struct Answer {
    Result<aws::HttpResponse> response;
    std::chrono::milliseconds after{0};
  };

  explicit FakeLoop(FakeClock& clock) : aws::Loop(clock), fake_clock_(clock) {}

  // What each request is answered with.
  std::function<Answer(const aws::HttpRequest&)> answer = [](const aws::HttpRequest&) {
    return Answer{aws::HttpResponse{200, {}, "{}"}, {}};
  };
  std::vector<aws::HttpRequest> requests;
  std::size_t under_way = 0;
  std::size_t most_under_way = 0;

  Task<Result<aws::HttpResponse>> send(aws::HttpRequest request) override {
    requests.push_back(request);
    most_under_way = std::max(most_under_way, ++under_way);
    Answer answered = answer(request);
    co_await wait(answered.after);
    --under_way;
    if (answered.response && answered.response->status < 300 && request.on_body) {
      if (request.on_head) {
        request.on_head(answered.response->headers);
      }
      ITK_CO_TRY(request.on_body(std::exchange(answered.response->body, "")));
    }
    co_return std::move(answered.response);
  }

  Task<> readable(int, std::chrono::milliseconds patience) override { co_await wait(patience); }

 protected:
  void wait_for_io(std::chrono::milliseconds patience) override { fake_clock_.advance(patience); }

 private:
  FakeClock& fake_clock_;
};

}  // namespace itk::test
