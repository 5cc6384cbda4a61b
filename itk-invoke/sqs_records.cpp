#include "itk-invoke/sqs_records.h"

#include <fmt/core.h>

#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/ids/id.h"
#include "common/json/writer.h"

namespace itk::invoke {
namespace {

// RFC 9562, version 8: a UUID of our own making.
std::string message_id(const std::string& nonce, std::size_t index) {
  const std::string hex = sha256_hex(fmt::format("{}\n{}", nonce, index));
  return fmt::format("{}-{}-8{}-a{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3), hex.substr(17, 3),
                     hex.substr(20, 12));
}

void write_system_attributes(json::ObjectWriter& record, const aws::SendMessage& message, const EventSource& source,
                             Timestamp now) {
  const std::string time = std::to_string(now.ms());
  record.key("attributes");
  json::ObjectWriter attributes(record.text());
  attributes.string("ApproximateReceiveCount", "1");
  if (!message.trace_header.empty()) {
    attributes.string("AWSTraceHeader", message.trace_header);
  }
  attributes.string("SentTimestamp", time);
  attributes.string("SenderId", source.sender);
  attributes.string("ApproximateFirstReceiveTimestamp", time);
  if (!message.group_id.empty()) {
    attributes.string("MessageGroupId", message.group_id);
  }
  attributes.close();
}

void write_message_attributes(json::ObjectWriter& record, const aws::MessageAttributes& values) {
  record.key("messageAttributes");
  json::ObjectWriter attributes(record.text());
  for (const auto& [name, value] : values) {
    attributes.key(name);
    json::ObjectWriter attribute(attributes.text());
    if (value.is_binary()) {
      attribute.string("binaryValue", base64_encode(value.value));
    } else {
      attribute.string("stringValue", value.value);
    }
    attribute.raw("stringListValues", "[]");
    attribute.raw("binaryListValues", "[]");
    attribute.string("dataType", value.type);
    attribute.close();
  }
  attributes.close();
}

}  // namespace

SqsEvent make_sqs_event(const std::vector<aws::SendMessage>& messages, const EventSource& source,
                        const std::string& nonce, Timestamp now) {
  SqsEvent event;
  event.payload = "{\"Records\":";
  for (std::size_t index = 0; index < messages.size(); ++index) {
    const aws::SendMessage& message = messages[index];
    const std::string id = message_id(nonce, index);
    event.payload += index == 0 ? '[' : ',';
    json::ObjectWriter record(event.payload);
    record.string("messageId", id);
    record.string("receiptHandle", nonce);
    record.string("body", message.body);
    write_system_attributes(record, message, source, now);
    write_message_attributes(record, message.attributes);
    record.string("md5OfBody", aws::md5_hex(message.body));
    record.string("md5OfMessageAttributes", aws::md5_of_attributes(message.attributes));
    record.string("eventSource", "aws:sqs");
    record.string("eventSourceARN", source.arn);
    record.string("awsRegion", source.region);
    record.close();
    event.ids.push_back(ids::make_id(ids::Kind::Sqs, id));
  }
  event.payload += "]}";
  return event;
}

}  // namespace itk::invoke
