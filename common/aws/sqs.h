// The part of Amazon SQS (JSON 1.0) that ITK needs. Requests go to the client's endpoint, not to the host of
// the queue URL: emulators hand out hosts that nobody can reach.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/aws/client.h"

namespace itk::aws {

// Of a message. The type is String, Number or Binary, perhaps with a label of the user's own: "Number.int".
struct MessageAttribute {
  MessageAttribute(std::string text) : value(std::move(text)) {}  // NOLINT: most are texts
  MessageAttribute(const char* text) : value(text) {}             // NOLINT
  MessageAttribute(std::string data_type, std::string bytes) : type(std::move(data_type)), value(std::move(bytes)) {}

  std::string type = "String";
  std::string value;  // of a binary one the bytes themselves
  bool is_binary() const { return type == "Binary" || type.starts_with("Binary."); }
};
using MessageAttributes = std::map<std::string, MessageAttribute>;

struct SendMessage {
  std::string queue_url{};
  std::string body{};
  std::optional<int> delay_seconds{};
  MessageAttributes attributes{};
  std::string trace_header{};      // AWSTraceHeader: "Root=1-..;Sampled=1"
  std::string group_id{};          // FIFO queues
  std::string deduplication_id{};  // FIFO queues
  // True: also send again where it is unknown whether the first one arrived. With a deduplication id that is
  // always done, for the queue drops the second.
  bool may_duplicate = false;
};

struct SentMessage {
  std::string message_id;
  std::string sequence_number;  // FIFO queues
  std::string request_id;
  int attempts = 0;
  int http_status = 0;
  std::string response_body;
};

// Checks the digests of body and attributes that SQS answers with. `message` outlives the task.
Task<CallResult<SentMessage>> send_message(Caller sqs, const SendMessage& message);

// What SendMessageBatch takes: entries, and bytes of bodies and attributes together.
constexpr std::size_t k_max_batch_entries = 10;
constexpr std::size_t k_max_batch_bytes = 1u << 20;
// As SQS counts it.
std::size_t size_of(const SendMessage& message);

// Of one queue, in one call, an outcome for each in order: HTTP 200 does not mean that all were sent. Entries that SQS
// itself could not take are sent again, within the client's attempts. At most k_max_batch_entries, which outlive the
// task.
Task<std::vector<CallResult<SentMessage>>> send_message_batch(Caller sqs, std::span<const SendMessage> messages);

// All of them: QueueArn, ApproximateNumberOfMessages, VisibilityTimeout, ...
Result<std::map<std::string, std::string>> get_queue_attributes(Client& sqs, std::string_view queue_url);

// The MD5 that SQS computes over a body, in hex.
std::string md5_hex(std::string_view bytes);

// The MD5 that SQS computes over message attributes; empty where there are none.
std::string md5_of_attributes(const MessageAttributes& attributes);

}  // namespace itk::aws
