// All queues of the account, safe to use from many threads. A receiver can wait for a message.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "tests/sandbox/sqs/queue.h"

namespace itk::sandbox::sqs {

struct ReceiveOptions {
  std::size_t most = 1;
  std::optional<std::int64_t> visibility_s;  // else the queue's
  std::optional<std::chrono::milliseconds> wait;
};

class Queues {
 public:
  Queues(Clock& clock, std::string arn_prefix) : clock_(clock), arn_prefix_(std::move(arn_prefix)) {}

  // A queue that exists with the same attributes is no error.
  Outcome<bool> create(const std::string& name, const std::map<std::string, std::string>& attributes);
  Outcome<bool> change(const std::string& name, const std::map<std::string, std::string>& attributes);
  Outcome<bool> destroy(const std::string& name);
  bool exists(const std::string& name) const;
  std::vector<std::string> names() const;
  Outcome<std::map<std::string, std::string>> describe(const std::string& name) const;

  Outcome<Sent> send(const std::string& name, Outgoing outgoing);
  // Blocks until something arrives, the wait is over or close() was called.
  Outcome<std::vector<Received>> receive(const std::string& name, const ReceiveOptions& options);
  Outcome<bool> remove(const std::string& name, std::string_view receipt_handle);
  Outcome<bool> change_visibility(const std::string& name, std::string_view receipt_handle, std::int64_t seconds);
  Outcome<bool> purge(const std::string& name);

  // Ends all waiting, now and later.
  void close();

  std::string arn(std::string_view name) const { return arn_prefix_ + std::string(name); }

 private:
  Outcome<Queue*> find(const std::string& name);
  std::vector<Received> take(Queue& queue, const ReceiveOptions& options);
  Outcome<bool> check_redrive(const Settings& settings) const;

  Clock& clock_;
  std::string arn_prefix_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Queue> queues_;
  bool closed_ = false;
};

}  // namespace itk::sandbox::sqs
