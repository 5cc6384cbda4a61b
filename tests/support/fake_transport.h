// A transport that plays what the test tells it and keeps what was sent.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/aws/transport.h"

namespace itk::test {

class FakeTransport final : public aws::Transport {
 public:
  // What the next request is answered with, in order.
  void answer(int status, std::string body, aws::Headers headers = {}) {
    answers_.push_back(aws::HttpResponse{status, std::move(headers), std::move(body)});
  }
  void fail(Error error) { answers_.push_back(tl::make_unexpected(std::move(error))); }
  // An error of the transport with this code, as curl_transport.cpp makes them.
  void fail(std::string code) {
    fail(Error{ErrorClass::Transient, ExitCode::Unreachable, code, "the fake transport fails: " + code, {}, {}});
  }
  // Called before each answer: to move a clock, for instance.
  std::function<void(const aws::HttpRequest&)> on_send;

  Result<aws::HttpResponse> send(const aws::HttpRequest& request) override {
    requests.push_back(request);
    if (on_send) {
      on_send(request);
    }
    if (answers_.empty()) {
      return tl::make_unexpected(internal_error("FakeTransport: nothing is left to answer with"));
    }
    Result<aws::HttpResponse> next = std::move(answers_.front());
    answers_.pop_front();
    if (next && next->status < 300 && request.on_body) {
      if (request.on_head) {
        request.on_head(next->headers);
      }
      ITK_TRY(request.on_body(std::exchange(next->body, "")));
    }
    return next;
  }

  std::vector<aws::HttpRequest> requests;

 private:
  std::deque<Result<aws::HttpResponse>> answers_;
};

}  // namespace itk::test
