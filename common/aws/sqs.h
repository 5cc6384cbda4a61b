// The part of Amazon SQS (JSON 1.0) that ITK needs. Requests go to the client's endpoint, not to the host of
// the queue URL: emulators hand out hosts that nobody can reach.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/aws/client.h"

namespace itk::aws {

struct SendMessage {
  std::string queue_url{};
  std::string body{};
  std::optional<int> delay_seconds{};
  std::map<std::string, std::string> attributes{};  // of type String
  std::string trace_header{};                       // AWSTraceHeader: "Root=1-..;Sampled=1"
  std::string group_id{};                           // FIFO queues
  std::string deduplication_id{};                   // FIFO queues
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

// Checks the digests of body and attributes that SQS answers with.
Result<SentMessage> send_message(Client& sqs, const SendMessage& message);

// All of them: QueueArn, ApproximateNumberOfMessages, VisibilityTimeout, ...
Result<std::map<std::string, std::string>> get_queue_attributes(Client& sqs, std::string_view queue_url);

// The MD5 that SQS computes over a body. Empty where the library refuses MD5, as in FIPS mode.
std::string md5_hex(std::string_view bytes);

// The MD5 that SQS computes over message attributes (all of type String); empty where there are none.
std::string md5_of_attributes(const std::map<std::string, std::string>& attributes);

}  // namespace itk::aws
