#include "common/aws/sqs_wire.h"

#include <fmt/core.h>

#include <cstdint>

#include "common/base/text.h"

namespace itk::aws {
namespace {

void append_sized(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  const char bytes[] = {static_cast<char>(size >> 24), static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                        static_cast<char>(size)};
  out.append(bytes, sizeof bytes).append(text);
}

// As SQS hashes it.
void append_attribute(std::string& out, std::string_view name, const MessageAttribute& attribute) {
  constexpr char k_string = 1;
  constexpr char k_binary = 2;
  append_sized(out, name);
  append_sized(out, attribute.type);
  out += attribute.is_binary() ? k_binary : k_string;
  append_sized(out, attribute.value);
}

void append_attributes(std::string& out, const MessageAttributes& attributes) {
  for (const auto& [name, attribute] : attributes) {
    append_attribute(out, name, attribute);
  }
}

constexpr std::string_view k_trace_header = "AWSTraceHeader";

void write_attribute(json::ObjectWriter& attributes, std::string_view name, std::string_view type,
                     std::string_view member, std::string_view value) {
  attributes.key(name);
  json::ObjectWriter attribute(attributes.text());
  attribute.string("DataType", type);
  attribute.string(member, value);
  attribute.close();
}

void write_attributes(json::ObjectWriter& request, const SendMessage& message) {
  if (!message.attributes.empty()) {
    request.key("MessageAttributes");
    json::ObjectWriter members(request.text());
    for (const auto& [name, value] : message.attributes) {
      if (value.is_binary()) {
        write_attribute(members, name, value.type, "BinaryValue", base64_encode(value.value));
      } else {
        write_attribute(members, name, value.type, "StringValue", value.value);
      }
    }
    members.close();
  }
  if (!message.trace_header.empty()) {
    request.key("MessageSystemAttributes");
    json::ObjectWriter members(request.text());
    write_attribute(members, k_trace_header, "String", "StringValue", message.trace_header);
    members.close();
  }
}

// What SQS stored must be what we sent.
Status check_digest(const std::vector<json::Member>& answer, std::string_view member,
                    const std::optional<Md5>& expected, const SentMessage& sent) {
  const json::Value* digest = json::find(answer, member);
  if (digest == nullptr || digest->text.empty() || !expected || digest->text == expected->hex()) {
    return {};
  }
  return tl::make_unexpected(Error{ErrorClass::Transient, ExitCode::Unreachable, "md5_mismatch",
                                   fmt::format("sqs: message {} arrived altered: {} is {}, expected {} (request id {})",
                                               sent.message_id, member, digest->text, expected->hex(), sent.request_id),
                                   "sqs", sent.request_id});
}

}  // namespace

std::string md5_hex(std::string_view bytes) { return std::string(md5_of({&bytes, 1})[0].hex()); }

std::string md5_of_attributes(const MessageAttributes& attributes) {
  std::string bytes;
  append_attributes(bytes, attributes);
  return bytes.empty() ? "" : md5_hex(bytes);
}

namespace sqs_wire {

void write_message(json::ObjectWriter& request, const SendMessage& message) {
  request.string("MessageBody", message.body);
  if (message.delay_seconds) {
    request.integer("DelaySeconds", *message.delay_seconds);
  }
  write_attributes(request, message);
  if (!message.deduplication_id.empty()) {
    request.string("MessageDeduplicationId", message.deduplication_id);
  }
  if (!message.group_id.empty()) {
    request.string("MessageGroupId", message.group_id);
  }
}

Status check_is_text(const SendMessage& message) {
  const auto fail = [](std::string what) {
    return tl::make_unexpected(
        usage_error("not_utf8", fmt::format("sqs: {} is not UTF-8, SQS carries text only", what)));
  };
  if (!is_utf8(message.body)) {
    return fail("the message body");
  }
  for (const auto& [name, value] : message.attributes) {
    if (!is_utf8(name) || (!value.is_binary() && !is_utf8(value.value))) {
      return fail("a message attribute");
    }
  }
  return {};
}

bool may_be_sent_again(const SendMessage& message) {
  return message.may_duplicate || !message.deduplication_id.empty();
}

Request make_request(const Client& sqs, std::string_view operation, std::string body) {
  Request request = json_request(sqs.service(), operation, std::move(body));
  request.headers.emplace_back("x-amzn-query-mode", "true");  // asks for the older error names beside the new
  return request;
}

std::vector<Digests> digests_of(std::span<const SendMessage> messages) {
  // All in one go. Of each message its body, its attributes and its system attributes; the latter two may be nothing.
  std::string bytes;
  std::vector<std::size_t> ends;
  for (const SendMessage& message : messages) {
    append_attributes(bytes, message.attributes);
    ends.push_back(bytes.size());
    if (!message.trace_header.empty()) {
      append_attribute(bytes, k_trace_header, message.trace_header);
    }
    ends.push_back(bytes.size());
  }
  std::vector<std::string_view> texts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (i % 2 == 0) {
      texts.emplace_back(messages[i / 2].body);
    }
    texts.push_back(std::string_view(bytes).substr(begin, ends[i] - begin));
    begin = ends[i];
  }
  const std::vector<Md5> all = md5_of(texts);
  std::vector<Digests> digests(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    digests[i].body = all[3 * i];
    digests[i].attributes = texts[3 * i + 1].empty() ? std::nullopt : std::optional(all[3 * i + 1]);
    digests[i].system_attributes = texts[3 * i + 2].empty() ? std::nullopt : std::optional(all[3 * i + 2]);
  }
  return digests;
}

CallResult<SentMessage> read_sent(const ServiceInfo& service, const std::vector<json::Member>& answer,
                                  const Digests& expected, const Reply& reply) {
  SentMessage sent{text_of(answer, "MessageId"),
                   text_of(answer, "SequenceNumber"),
                   reply.request_id,
                   reply.attempts,
                   reply.status,
                   {}};
  const auto failed = [&](Error error) {
    return tl::make_unexpected(CallFailure(std::move(error), reply.attempts, reply.status));
  };
  if (sent.message_id.empty()) {
    return failed(bad_answer(service, "SendMessage", reply.request_id, "it has no MessageId"));
  }
  const auto check = [&](std::string_view member, const std::optional<Md5>& digest) {
    return check_digest(answer, member, digest, sent);
  };
  Status same = check("MD5OfMessageBody", expected.body);
  same = same ? check("MD5OfMessageAttributes", expected.attributes) : same;
  same = same ? check("MD5OfMessageSystemAttributes", expected.system_attributes) : same;
  if (!same) {
    return failed(std::move(same).error());
  }
  return sent;
}

std::string text_of(const std::vector<json::Member>& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? std::string() : std::string(value->text);
}

}  // namespace sqs_wire

}  // namespace itk::aws
