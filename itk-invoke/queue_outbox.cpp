#include "itk-invoke/queue_outbox.h"

#include <algorithm>

namespace itk::invoke {
namespace {

// How many messages from `first` on fit into one call.
template <class Messages, class SizeOf>
std::size_t count_that_fits(const Messages& messages, std::size_t first, std::size_t most, SizeOf size_of) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (first + count < messages.size() && count < most) {
    bytes += size_of(messages[first + count]);
    if (count > 0 && bytes > aws::k_max_batch_bytes) {
      break;
    }
    ++count;
  }
  return count;
}

}  // namespace

Task<SendOutcomes> QueueOutbox::send(aws::Caller sqs, std::vector<aws::SendMessage> messages) {
  SendOutcomes outcomes;
  if (messages.size() == 1) {
    if (most_ > 1) {
      outcomes.push_back(co_await send_together(sqs, std::move(messages[0])));
    } else {
      outcomes.push_back(co_await aws::send_message(sqs, messages[0]));
    }
    co_return outcomes;
  }
  for (std::size_t first = 0; first < messages.size();) {
    const std::size_t count = count_that_fits(messages, first, aws::k_max_batch_entries, aws::size_of);
    SendOutcomes some = co_await aws::send_message_batch(sqs, std::span(messages).subspan(first, count));
    std::move(some.begin(), some.end(), std::back_inserter(outcomes));
    first += count;
  }
  co_return outcomes;
}

Task<aws::CallResult<aws::SentMessage>> QueueOutbox::send_together(aws::Caller sqs, aws::SendMessage message) {
  struct Sent {
    std::coroutine_handle<>& handle;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waits) const { handle = waits; }
    void await_resume() const {}
  };
  aws::CallResult<aws::SentMessage> outcome;
  std::vector<Waiting>& queue = waiting_[message.queue_url];
  if (queue.empty()) {
    loop_.spawn(leave(sqs, message.queue_url));  // at the next turn, when all that are due now have come
  }
  queue.push_back({std::move(message), &outcome, nullptr});
  co_await Sent{queue.back().handle};
  co_return outcome;
}

Task<> QueueOutbox::leave(aws::Caller sqs, std::string queue) {
  std::vector<Waiting> all = std::exchange(waiting_[queue], {});
  const auto size_of = [](const Waiting& waiting) { return aws::size_of(waiting.message); };
  for (std::size_t first = 0; first < all.size();) {
    const std::size_t count = count_that_fits(all, first, std::min(most_, aws::k_max_batch_entries), size_of);
    std::vector<Waiting> load;
    for (std::size_t i = first; i < first + count; ++i) {
      load.push_back(std::move(all[i]));
    }
    loop_.spawn(carry(sqs, std::move(load)));
    first += count;
  }
  co_return;
}

Task<> QueueOutbox::carry(aws::Caller sqs, std::vector<Waiting> load) {
  std::vector<aws::SendMessage> messages;
  for (Waiting& waiting : load) {
    messages.push_back(std::move(waiting.message));
  }
  SendOutcomes outcomes = co_await aws::send_message_batch(sqs, messages);
  for (std::size_t i = 0; i < load.size(); ++i) {
    *load[i].outcome = std::move(outcomes[i]);
    loop_.resume_soon(load[i].handle);
  }
}

}  // namespace itk::invoke
