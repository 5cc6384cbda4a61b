// What SQS answers to SendMessage and SendMessageBatch, digests included, for the clients check them. Messages go
// nowhere: what is measured is the sending.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace itk::bench {

struct Sent {
  std::int64_t requests = 0;
  std::int64_t batches = 0;  // of the requests
  std::int64_t messages = 0;
  std::int64_t refused = 0;  // requests that could not be read
};

class SqsAnswers {
 public:
  SqsAnswers();
  ~SqsAnswers();

  struct Answer {
    bool ok = true;
    std::string_view body;  // valid until the next call
  };
  // 64 readable bytes must follow `body`, for simdjson.
  Answer send_message(std::string_view body);
  Answer send_message_batch(std::string_view body);

  Sent sent;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace itk::bench
