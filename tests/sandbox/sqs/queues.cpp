#include "tests/sandbox/sqs/queues.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "common/base/result.h"
#include "tests/sandbox/sqs/faults.h"

namespace itk::sandbox::sqs {
namespace {

Outcome<bool> check_name(const std::string& name, bool fifo) {
  const bool ends_in_fifo = name.ends_with(".fifo");
  const std::string_view stem = std::string_view(name).substr(0, name.size() - (ends_in_fifo ? 5 : 0));
  const bool allowed = std::all_of(stem.begin(), stem.end(), [](unsigned char each) {
    return std::isalnum(each) != 0 || each == '-' || each == '_';
  });
  if (stem.empty() || name.size() > 80 || !allowed) {
    return fail(invalid_parameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in "
                                  "length"));
  }
  if (fifo != ends_in_fifo) {
    return fail(invalid_parameter(fifo ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, "
                                         "or underscores, must end with .fifo suffix and be 1 to 80 in length."
                                       : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 "
                                         "in length"));
  }
  return true;
}

}  // namespace

Outcome<bool> Queues::check_redrive(const Settings& settings) const {
  if (settings.redrive && !queues_.contains(settings.redrive->dead_letter_queue)) {
    return fail(invalid_value(settings.redrive->text, "RedrivePolicy", "Dead letter target does not exist."));
  }
  return true;
}

Outcome<bool> Queues::create(const std::string& name, const std::map<std::string, std::string>& attributes) {
  ITK_TRY_ASSIGN(Settings settings, with_attributes({}, attributes));
  ITK_TRY(check_name(name, settings.fifo));
  const std::lock_guard lock(mutex_);
  if (const auto existing = queues_.find(name); existing != queues_.end()) {
    const auto present = existing->second.settings().describe();
    for (const auto& [key, value] : attributes) {
      const auto same = present.find(key);
      if (same == present.end() || same->second != value) {
        return fail(fault("QueueNameExists", "QueueAlreadyExists",
                          fmt::format("A queue already exists with the same name and a different value for attribute "
                                      "{}",
                                      key)));
      }
    }
    return false;
  }
  ITK_TRY(check_redrive(settings));
  queues_.emplace(name, Queue(name, std::move(settings), clock_.now()));
  return true;
}

Outcome<bool> Queues::change(const std::string& name, const std::map<std::string, std::string>& attributes) {
  const std::lock_guard lock(mutex_);
  ITK_TRY_ASSIGN(Queue * queue, find(name));
  if (attributes.contains("FifoQueue")) {
    return fail(invalid_attribute_name("FifoQueue"));  // is decided when the queue is made
  }
  ITK_TRY_ASSIGN(Settings settings, with_attributes(queue->settings(), attributes));
  ITK_TRY(check_redrive(settings));
  queue->change(std::move(settings), clock_.now());
  changed_.notify_all();
  return true;
}

Outcome<bool> Queues::destroy(const std::string& name) {
  const std::lock_guard lock(mutex_);
  ITK_TRY(find(name));
  queues_.erase(name);
  changed_.notify_all();
  return true;
}

bool Queues::exists(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  return queues_.contains(name);
}

std::vector<std::string> Queues::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, queue] : queues_) {
    names.push_back(name);
  }
  return names;
}

Outcome<std::map<std::string, std::string>> Queues::describe(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = queues_.find(name);
  if (found == queues_.end()) {
    return fail(queue_does_not_exist());
  }
  const Queue& queue = found->second;
  auto attributes = queue.settings().describe();
  const Counts counts = queue.count(clock_.now());
  attributes["QueueArn"] = arn(name);
  attributes["ApproximateNumberOfMessages"] = std::to_string(counts.visible);
  attributes["ApproximateNumberOfMessagesNotVisible"] = std::to_string(counts.in_flight);
  attributes["ApproximateNumberOfMessagesDelayed"] = std::to_string(counts.delayed);
  attributes["CreatedTimestamp"] = std::to_string(queue.created().ms() / 1000);
  attributes["LastModifiedTimestamp"] = std::to_string(queue.modified().ms() / 1000);
  return attributes;
}

Outcome<Sent> Queues::send(const std::string& name, Outgoing outgoing) {
  const std::lock_guard lock(mutex_);
  ITK_TRY_ASSIGN(Queue * queue, find(name));
  ITK_TRY_ASSIGN(Sent sent, queue->send(std::move(outgoing), clock_.now()));
  changed_.notify_all();
  return sent;
}

std::vector<Received> Queues::take(Queue& queue, const ReceiveOptions& options) {
  std::vector<Message> given_up;
  const Timestamp now = clock_.now();
  auto received =
      queue.receive(options.most, options.visibility_s.value_or(queue.settings().visibility_s), now, given_up);
  for (Message& message : given_up) {
    message.came_from = arn(queue.name());
    if (const auto target = queues_.find(queue.settings().redrive->dead_letter_queue); target != queues_.end()) {
      target->second.adopt(std::move(message), now);
    }
  }
  if (!given_up.empty()) {
    changed_.notify_all();
  }
  return received;
}

Outcome<std::vector<Received>> Queues::receive(const std::string& name, const ReceiveOptions& options) {
  std::unique_lock lock(mutex_);
  ITK_TRY_ASSIGN(const Queue* first, find(name));
  const auto wait = options.wait.value_or(std::chrono::seconds(first->settings().wait_s));
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (true) {
    ITK_TRY_ASSIGN(Queue * queue, find(name));  // may have been deleted meanwhile
    auto received = take(*queue, options);
    if (!received.empty() || closed_ || std::chrono::steady_clock::now() >= deadline) {
      return received;
    }
    auto wake = deadline;
    if (const auto next = queue->next_visible(clock_.now())) {
      const auto until_next = std::chrono::nanoseconds(next->ns - clock_.now().ns) + std::chrono::milliseconds(1);
      wake = std::min(wake, std::chrono::steady_clock::now() + until_next);
    }
    changed_.wait_until(lock, wake);
  }
}

Outcome<bool> Queues::remove(const std::string& name, std::string_view receipt_handle) {
  const std::lock_guard lock(mutex_);
  ITK_TRY_ASSIGN(Queue * queue, find(name));
  ITK_TRY_ASSIGN(const bool removed, queue->remove(receipt_handle, clock_.now()));
  changed_.notify_all();  // the next message of a FIFO group can go
  return removed;
}

Outcome<bool> Queues::change_visibility(const std::string& name, std::string_view receipt_handle,
                                        std::int64_t seconds) {
  const std::lock_guard lock(mutex_);
  ITK_TRY_ASSIGN(Queue * queue, find(name));
  ITK_TRY_ASSIGN(const bool changed, queue->change_visibility(receipt_handle, seconds, clock_.now()));
  changed_.notify_all();
  return changed;
}

Outcome<bool> Queues::purge(const std::string& name) {
  const std::lock_guard lock(mutex_);
  ITK_TRY_ASSIGN(Queue * queue, find(name));
  queue->purge();
  return true;
}

void Queues::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

Outcome<Queue*> Queues::find(const std::string& name) {
  const auto found = queues_.find(name);
  if (found == queues_.end()) {
    return fail(queue_does_not_exist());
  }
  return &found->second;
}

}  // namespace itk::sandbox::sqs
