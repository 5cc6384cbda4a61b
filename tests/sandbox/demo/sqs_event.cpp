#include "tests/sandbox/demo/sqs_event.h"

#include <fmt/format.h>

#include "common/base/text.h"
#include "tests/sandbox/demo/json_line.h"
#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::demo {
namespace {

std::string attributes_of(const sqs::Message& message, const Account& account) {
  JsonLine attributes;
  attributes.text("ApproximateReceiveCount", std::to_string(message.receive_count));
  for (const auto& [name, attribute] : message.system_attributes) {
    attributes.text(name, attribute.value);
  }
  attributes.text("SentTimestamp", std::to_string(message.sent.ms())).text("SenderId", account.access_key);
  attributes.text("ApproximateFirstReceiveTimestamp",
                  std::to_string(message.first_received.value_or(message.sent).ms()));
  if (!message.sequence_number.empty()) {
    attributes.text("SequenceNumber", message.sequence_number).text("MessageGroupId", message.group);
    attributes.text("MessageDeduplicationId", message.deduplication);
  }
  return attributes.close();
}

std::string message_attributes_of(const sqs::Message& message) {
  JsonLine attributes;
  for (const auto& [name, attribute] : message.attributes) {
    JsonLine value;
    value.text(attribute.binary ? "binaryValue" : "stringValue",
               attribute.binary ? base64_encode(attribute.value) : attribute.value);
    value.raw("stringListValues", "[]").raw("binaryListValues", "[]").text("dataType", attribute.data_type);
    attributes.raw(name, value.close());
  }
  return attributes.close();
}

}  // namespace

std::string sqs_event(const sqs::Received& received, const Account& account, std::string_view queue) {
  const sqs::Message& message = received.message;
  JsonLine record, event;
  record.text("messageId", message.id).text("receiptHandle", received.receipt_handle).text("body", message.body);
  record.raw("attributes", attributes_of(message, account));
  record.raw("messageAttributes", message_attributes_of(message)).text("md5OfBody", sqs::md5_hex(message.body));
  record.text("eventSource", "aws:sqs");
  record.text("eventSourceARN", fmt::format("arn:aws:sqs:{}:{}:{}", account.region, account.id, queue));
  record.text("awsRegion", account.region);
  event.raw("Records", "[" + record.close() + "]");
  return event.close();
}

}  // namespace itk::sandbox::demo
