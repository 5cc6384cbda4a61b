#include "tests/sandbox/sqs/message_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/result.h"
#include "common/base/text.h"
#include "tests/sandbox/sqs/faults.h"

namespace itk::sandbox::sqs {
namespace {

// The characters of XML 1.0: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD, and everything above the first
// plane.
bool has_only_allowed_characters(std::string_view text) {
  const bool controls = std::any_of(text.begin(), text.end(), [](unsigned char each) {
    return each < 0x20 && each != '\t' && each != '\n' && each != '\r';
  });
  return !controls && is_utf8(text) && text.find("\xEF\xBF\xBE") == std::string_view::npos &&
         text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

Fault bad_attribute(std::string_view name, std::string_view what) {
  return invalid_parameter(fmt::format("The message attribute '{}' {}", name, what));
}

Outcome<Attribute> read_attribute(const std::string& name, const Json::Value& value) {
  if (!value.isObject() || !value["DataType"].isString() || value["DataType"].asString().empty()) {
    return fail(bad_attribute(name, "must contain non-empty message attribute type."));
  }
  Attribute attribute;
  attribute.data_type = value["DataType"].asString();
  const std::string kind = attribute.data_type.substr(0, attribute.data_type.find('.'));
  if (kind != "String" && kind != "Number" && kind != "Binary") {
    return fail(bad_attribute(name, "has an invalid message attribute type, the set of supported type prefixes is "
                                    "Binary, Number, and String."));
  }
  attribute.binary = kind == "Binary";
  const Json::Value& content = value[attribute.binary ? "BinaryValue" : "StringValue"];
  if (!content.isString() || content.asString().empty()) {
    return fail(bad_attribute(name, fmt::format("must contain non-empty message attribute value for message "
                                                "attribute type '{}'.",
                                                kind)));
  }
  attribute.value = content.asString();
  if (attribute.binary) {
    auto bytes = base64_decode(attribute.value);
    if (!bytes) {
      return fail(bad_attribute(name, "is not base64."));
    }
    attribute.value = *std::move(bytes);
  }
  return attribute;
}

Outcome<Attributes> read_attributes(const Parameters& parameters, std::string_view key) {
  ITK_TRY_ASSIGN(const Json::Value* given, parameters.map(key));
  if (given->size() > 10) {
    return fail(invalid_parameter(
        fmt::format("Number of message attributes [{}] exceeds the allowed maximum [10].", given->size())));
  }
  Attributes attributes;
  for (const std::string& name : given->getMemberNames()) {
    ITK_TRY_ASSIGN(attributes[name], read_attribute(name, (*given)[name]));
  }
  return attributes;
}

Json::Value describe_attribute(const Attribute& attribute) {
  Json::Value value;
  value["DataType"] = attribute.data_type;
  if (attribute.binary) {
    value["BinaryValue"] = base64_encode(attribute.value);
  } else {
    value["StringValue"] = attribute.value;
  }
  return value;
}

Json::Value describe_system_attributes(const Message& message, std::string_view sender) {
  Json::Value all(Json::objectValue);
  all["SenderId"] = std::string(sender);
  all["SentTimestamp"] = std::to_string(message.sent.ms());
  all["ApproximateReceiveCount"] = std::to_string(message.receive_count);
  all["ApproximateFirstReceiveTimestamp"] = std::to_string(message.first_received.value_or(message.sent).ms());
  for (const auto& [name, attribute] : message.system_attributes) {
    all[name] = attribute.value;
  }
  const std::pair<const char*, const std::string&> optional[] = {{"MessageGroupId", message.group},
                                                                 {"MessageDeduplicationId", message.deduplication},
                                                                 {"SequenceNumber", message.sequence_number},
                                                                 {"DeadLetterQueueSourceArn", message.came_from}};
  for (const auto& [name, value] : optional) {
    if (!value.empty()) {
      all[name] = value;
    }
  }
  return all;
}

}  // namespace

Outcome<Outgoing> read_outgoing(const Parameters& parameters) {
  Outgoing outgoing;
  ITK_TRY_ASSIGN(outgoing.body, parameters.text("MessageBody"));
  if (!has_only_allowed_characters(outgoing.body)) {
    return fail(fault("InvalidMessageContents", "InvalidMessageContents",
                      "The message contains characters outside the allowed set."));
  }
  ITK_TRY_ASSIGN(outgoing.delay_s, parameters.optional_integer("DelaySeconds", 0, 900));
  ITK_TRY_ASSIGN(outgoing.attributes, read_attributes(parameters, "MessageAttributes"));
  ITK_TRY_ASSIGN(outgoing.system_attributes, read_attributes(parameters, "MessageSystemAttributes"));
  for (const auto& [name, attribute] : outgoing.system_attributes) {
    if (name != "AWSTraceHeader" || attribute.data_type != "String") {
      return fail(invalid_parameter(fmt::format("Message system attribute name '{}' is invalid.", name)));
    }
  }
  ITK_TRY_ASSIGN(const auto group, parameters.optional_text("MessageGroupId"));
  ITK_TRY_ASSIGN(const auto deduplication, parameters.optional_text("MessageDeduplicationId"));
  outgoing.group = group.value_or("");
  outgoing.deduplication = deduplication.value_or("");
  return outgoing;
}

bool is_asked_for(const std::vector<std::string>& asked, std::string_view name) {
  return std::any_of(asked.begin(), asked.end(), [name](std::string_view each) {
    return each == "All" || each == ".*" || each == name ||
           (each.ends_with(".*") && name.starts_with(each.substr(0, each.size() - 1)));
  });
}

Json::Value describe_received(const Received& received, const std::vector<std::string>& attributes,
                              const std::vector<std::string>& system_attributes, std::string_view sender) {
  const Message& message = received.message;
  Json::Value value;
  value["MessageId"] = message.id;
  value["ReceiptHandle"] = received.receipt_handle;
  value["Body"] = message.body;
  value["MD5OfBody"] = md5_hex(message.body);
  const Json::Value system = describe_system_attributes(message, sender);
  for (const std::string& name : system.getMemberNames()) {
    if (is_asked_for(system_attributes, name)) {
      value["Attributes"][name] = system[name];
    }
  }
  Attributes given;
  for (const auto& [name, attribute] : message.attributes) {
    if (is_asked_for(attributes, name)) {
      value["MessageAttributes"][name] = describe_attribute(attribute);
      given.emplace(name, attribute);
    }
  }
  if (!given.empty()) {  // the sum is over what is handed out, not over what was sent
    value["MD5OfMessageAttributes"] = md5_of_attributes(given);
  }
  return value;
}

}  // namespace itk::sandbox::sqs
