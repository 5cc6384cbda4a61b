// One queue: what can be received when, FIFO order, deduplication, redrive. Knows no threads and no clock:
// every call says what time it is.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/sqs/checksum.h"
#include "tests/sandbox/sqs/settings.h"

namespace itk::sandbox::sqs {

struct Outgoing {
  std::string body;
  Attributes attributes;
  Attributes system_attributes;  // AWSTraceHeader
  std::optional<std::int64_t> delay_s;
  std::string group;          // MessageGroupId
  std::string deduplication;  // MessageDeduplicationId
};

struct Sent {
  std::string message_id;
  std::string sequence_number;  // FIFO only
};

struct Message {
  std::string id;
  std::string body;
  Attributes attributes;
  Attributes system_attributes;
  std::string group;
  std::string deduplication;
  std::string sequence_number;
  std::string came_from;  // ARN of the queue that gave it up
  Timestamp sent;
  Timestamp visible;
  std::optional<Timestamp> first_received;
  std::int64_t receive_count = 0;
};

struct Received {
  Message message;
  std::string receipt_handle;
};

struct Counts {
  std::int64_t visible = 0, in_flight = 0, delayed = 0;
};

class Queue {
 public:
  Queue(std::string name, Settings settings, Timestamp now);

  const std::string& name() const { return name_; }
  const Settings& settings() const { return settings_; }
  void change(Settings settings, Timestamp now);
  Timestamp created() const { return created_; }
  Timestamp modified() const { return modified_; }

  Outcome<Sent> send(Outgoing outgoing, Timestamp now);
  // Messages that have been received too often are not given out again: they are appended to `given_up`.
  std::vector<Received> receive(std::size_t most, std::int64_t visibility_s, Timestamp now,
                                std::vector<Message>& given_up);
  // Takes a message that another queue gave up.
  void adopt(Message message, Timestamp now);
  // A message that is gone already is no error, a handle that was never given out is one.
  Outcome<bool> remove(std::string_view receipt_handle, Timestamp now);
  Outcome<bool> change_visibility(std::string_view receipt_handle, std::int64_t seconds, Timestamp now);
  void purge() { messages_.clear(); }

  Counts count(Timestamp now) const;
  // When the next message that cannot be received at `now` can be.
  std::optional<Timestamp> next_visible(Timestamp now) const;

 private:
  struct Past {
    Sent sent;
    Timestamp at;
  };

  Outcome<std::string> deduplication_of(const Outgoing& outgoing) const;
  Outcome<bool> check(const Outgoing& outgoing) const;
  void forget(Timestamp now);
  std::list<Message>::iterator find(std::string_view id);

  std::string name_;
  Settings settings_;
  Timestamp created_, modified_;
  std::list<Message> messages_;         // in the order they were sent
  std::map<std::string, Past> recent_;  // by deduplication id
  std::uint64_t sequence_ = 0;
};

}  // namespace itk::sandbox::sqs
