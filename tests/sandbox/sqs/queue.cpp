#include "tests/sandbox/sqs/queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/random_id.h"
#include "tests/sandbox/sqs/faults.h"

namespace itk::sandbox::sqs {
namespace {

constexpr std::int64_t k_second = 1'000'000'000;
constexpr std::int64_t k_deduplication_s = 300;

Timestamp plus_seconds(Timestamp time, std::int64_t seconds) { return {time.ns + seconds * k_second}; }

struct Receipt {
  std::string message_id;
  std::int64_t receive_count;
};

// A handle names the message and which of its receives this was.
std::string make_handle(const Message& message) {
  return base64_encode(fmt::format("{} {} {}", random_hex(24), message.receive_count, message.id));
}

std::optional<Receipt> read_handle(std::string_view handle) {
  const auto text = base64_decode(handle);
  if (!text || text->size() < 27 || (*text)[24] != ' ') {
    return std::nullopt;
  }
  Receipt receipt{};
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data() + 25, end, receipt.receive_count);
  if (error != std::errc{} || stop == end || *stop != ' ') {
    return std::nullopt;
  }
  receipt.message_id.assign(stop + 1, end);
  return receipt;
}

}  // namespace

Queue::Queue(std::string name, Settings settings, Timestamp now)
    : name_(std::move(name)), settings_(std::move(settings)), created_(now), modified_(now) {}

void Queue::change(Settings settings, Timestamp now) {
  settings_ = std::move(settings);
  modified_ = now;
}

Outcome<bool> Queue::check(const Outgoing& outgoing) const {
  std::size_t size = outgoing.body.size();
  for (const auto& [name, attribute] : outgoing.attributes) {
    size += name.size() + attribute.data_type.size() + attribute.value.size();
  }
  if (static_cast<std::int64_t>(size) > settings_.max_message_bytes) {
    return fail(invalid_parameter(fmt::format("One or more parameters are invalid. Reason: Message must be shorter "
                                              "than {} bytes.",
                                              settings_.max_message_bytes)));
  }
  constexpr std::string_view wrong_type = "The request include parameter that is not valid for this queue type.";
  if (settings_.fifo && outgoing.group.empty()) {
    return fail(missing_parameter("MessageGroupId"));
  }
  if (settings_.fifo && outgoing.delay_s.value_or(0) != 0) {
    return fail(invalid_value(std::to_string(*outgoing.delay_s), "DelaySeconds", wrong_type));
  }
  if (!settings_.fifo && !outgoing.deduplication.empty()) {
    return fail(invalid_value(outgoing.deduplication, "MessageDeduplicationId", wrong_type));
  }
  return true;
}

Outcome<std::string> Queue::deduplication_of(const Outgoing& outgoing) const {
  if (!settings_.fifo || !outgoing.deduplication.empty()) {
    return outgoing.deduplication;
  }
  if (!settings_.content_based_deduplication) {
    return fail(invalid_parameter(
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
        "explicitly"));
  }
  return sha256_hex(outgoing.body);
}

Outcome<Sent> Queue::send(Outgoing outgoing, Timestamp now) {
  forget(now);
  ITK_TRY(check(outgoing));
  ITK_TRY_ASSIGN(const std::string deduplication, deduplication_of(outgoing));
  if (const auto past = recent_.find(deduplication); settings_.fifo && past != recent_.end()) {
    return past->second.sent;  // accepted, as the same message, and not delivered again
  }
  Message message;
  message.id = random_uuid();
  message.body = std::move(outgoing.body);
  message.attributes = std::move(outgoing.attributes);
  message.system_attributes = std::move(outgoing.system_attributes);
  message.group = std::move(outgoing.group);
  message.deduplication = deduplication;
  message.sent = now;
  message.visible = plus_seconds(now, outgoing.delay_s.value_or(settings_.delay_s));
  if (settings_.fifo) {
    // 20 digits, as AWS's own: consecutive messages are 256 apart.
    message.sequence_number = std::to_string(10'000'000'000'000'000'000U + (++sequence_ << 8));
  }
  Sent sent{message.id, message.sequence_number};
  if (settings_.fifo) {
    recent_[deduplication] = {sent, now};
  }
  messages_.push_back(std::move(message));
  return sent;
}

std::vector<Received> Queue::receive(std::size_t most, std::int64_t visibility_s, Timestamp now,
                                     std::vector<Message>& given_up) {
  forget(now);
  std::vector<Received> result;
  std::set<std::string> blocked;  // FIFO: groups whose head is with somebody else, or delayed
  for (auto at = messages_.begin(); at != messages_.end() && result.size() < most;) {
    if (settings_.fifo && blocked.contains(at->group)) {
      ++at;
      continue;
    }
    if (at->visible > now) {
      blocked.insert(at->group);
      ++at;
      continue;
    }
    if (settings_.redrive && at->receive_count >= settings_.redrive->max_receives) {
      given_up.push_back(std::move(*at));
      at = messages_.erase(at);
      continue;
    }
    ++at->receive_count;
    if (!at->first_received) {
      at->first_received = now;
    }
    at->visible = plus_seconds(now, visibility_s);
    result.push_back({*at, make_handle(*at)});
    ++at;
  }
  return result;
}

void Queue::adopt(Message message, Timestamp now) {
  message.visible = now;
  messages_.push_back(std::move(message));
}

std::list<Message>::iterator Queue::find(std::string_view id) {
  return std::find_if(messages_.begin(), messages_.end(), [id](const Message& each) { return each.id == id; });
}

Outcome<bool> Queue::remove(std::string_view receipt_handle, Timestamp now) {
  const auto receipt = read_handle(receipt_handle);
  if (!receipt) {
    return fail(receipt_handle_invalid(receipt_handle));
  }
  const auto message = find(receipt->message_id);
  if (message == messages_.end()) {
    return false;
  }
  const bool current = message->receive_count == receipt->receive_count;
  if (settings_.fifo && (!current || message->visible <= now)) {
    return fail(invalid_value(receipt_handle, "ReceiptHandle", "The receipt handle has expired."));
  }
  if (!current) {
    return false;  // somebody else holds it now: on a standard queue the deletion is accepted and has no
                   // effect
  }
  messages_.erase(message);
  return true;
}

Outcome<bool> Queue::change_visibility(std::string_view receipt_handle, std::int64_t seconds, Timestamp now) {
  const auto receipt = read_handle(receipt_handle);
  if (!receipt) {
    return fail(receipt_handle_invalid(receipt_handle));
  }
  const auto message = find(receipt->message_id);
  if (message == messages_.end() || message->receive_count != receipt->receive_count || message->visible <= now) {
    return fail(fault("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight",
                      "The message referred to is not in flight."));
  }
  message->visible = plus_seconds(now, seconds);
  return true;
}

Counts Queue::count(Timestamp now) const {
  Counts counts;
  for (const Message& message : messages_) {
    if (message.visible <= now) {
      ++counts.visible;
    } else {
      ++(message.receive_count > 0 ? counts.in_flight : counts.delayed);
    }
  }
  return counts;
}

std::optional<Timestamp> Queue::next_visible(Timestamp now) const {
  std::optional<Timestamp> next;
  for (const Message& message : messages_) {
    if (message.visible > now && (!next || message.visible < *next)) {
      next = message.visible;
    }
  }
  return next;
}

void Queue::forget(Timestamp now) {
  std::erase_if(recent_, [now](const auto& each) { return plus_seconds(each.second.at, k_deduplication_s) <= now; });
  messages_.remove_if(
      [this, now](const Message& each) { return plus_seconds(each.sent, settings_.retention_s) <= now; });
}

}  // namespace itk::sandbox::sqs
