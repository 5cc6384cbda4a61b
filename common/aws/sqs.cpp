#include "common/aws/sqs.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <array>

#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/json/parser.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

using Attributes = std::map<std::string, std::string>;

void append_sized(std::string& out, std::string_view text) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>((text.size() >> shift) & 0xff);
  }
  out += text;
}

void write_attributes(json::ObjectWriter& request, std::string_view name, const Attributes& attributes) {
  if (attributes.empty()) {
    return;
  }
  request.key(name);
  json::ObjectWriter members(request.text());
  for (const auto& [key, value] : attributes) {
    members.key(key);
    json::ObjectWriter attribute(members.text());
    attribute.string("DataType", "String");
    attribute.string("StringValue", value);
    attribute.close();
  }
  members.close();
}

Attributes system_attributes(const SendMessage& message) {
  return message.trace_header.empty() ? Attributes{} : Attributes{{"AWSTraceHeader", message.trace_header}};
}

std::string request_body(const SendMessage& message) {
  std::string body;
  json::ObjectWriter request(body);
  request.string("QueueUrl", message.queue_url);
  request.string("MessageBody", message.body);
  if (message.delay_seconds) {
    request.integer("DelaySeconds", *message.delay_seconds);
  }
  write_attributes(request, "MessageAttributes", message.attributes);
  write_attributes(request, "MessageSystemAttributes", system_attributes(message));
  if (!message.deduplication_id.empty()) {
    request.string("MessageDeduplicationId", message.deduplication_id);
  }
  if (!message.group_id.empty()) {
    request.string("MessageGroupId", message.group_id);
  }
  request.close();
  return body;
}

// JSON cannot carry other bytes, and replacing them would send something else than the case says.
Status check_is_text(const SendMessage& message) {
  const auto fail = [](std::string what) {
    return tl::make_unexpected(
        usage_error("not_utf8", fmt::format("sqs: {} is not UTF-8, SQS carries text only", what)));
  };
  if (!is_utf8(message.body)) {
    return fail("the message body");
  }
  for (const auto& [name, value] : message.attributes) {
    if (!is_utf8(name) || !is_utf8(value)) {
      return fail("a message attribute");
    }
  }
  return {};
}

// What SQS stored must be what we sent.
Status check_digest(const std::vector<json::Member>& answer, std::string_view member, const std::string& expected,
                    const SentMessage& sent) {
  const json::Value* digest = json::find(answer, member);
  if (digest == nullptr || digest->text.empty() || expected.empty() || digest->text == expected) {
    return {};
  }
  return tl::make_unexpected(
      Error{ErrorClass::Transient, ExitCode::Unreachable, "md5_mismatch",
            fmt::format("sqs: SendMessage: message {} arrived altered: {} is {}, expected {} (request id {})",
                        sent.message_id, member, digest->text, expected, sent.request_id),
            "sqs", sent.request_id});
}

Request sqs_request(const Client& sqs, std::string_view operation, std::string body) {
  Request request = json_request(sqs.service(), operation, std::move(body));
  request.headers.emplace_back("x-amzn-query-mode", "true");  // asks for the older error names beside the new
  return request;
}

std::string text_of(const std::vector<json::Member>& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? std::string() : std::string(value->text);
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr);
  return done == 1 ? to_hex(digest.data(), size) : "";
}

std::string md5_of_attributes(const Attributes& attributes) {
  constexpr char k_string = 1;
  std::string bytes;
  for (const auto& [name, value] : attributes) {
    append_sized(bytes, name);
    append_sized(bytes, "String");
    bytes += k_string;
    append_sized(bytes, value);
  }
  return bytes.empty() ? "" : md5_hex(bytes);
}

Result<SentMessage> send_message(Client& sqs, const SendMessage& message) {
  ITK_TRY(check_is_text(message));
  Request request = sqs_request(sqs, "SendMessage", request_body(message));
  request.idempotent = message.may_duplicate || !message.deduplication_id.empty();
  ITK_TRY_ASSIGN(Reply reply, sqs.call(request));

  json::Parser parser;
  const json::PaddedText padded(reply.body);
  const auto answer = parser.object(padded.view());
  if (!answer) {
    return tl::make_unexpected(bad_answer(sqs.service(), "SendMessage", reply.request_id, answer.error().message));
  }
  SentMessage sent{text_of(**answer, "MessageId"),
                   text_of(**answer, "SequenceNumber"),
                   reply.request_id,
                   reply.attempts,
                   reply.status,
                   reply.body};
  if (sent.message_id.empty()) {
    return tl::make_unexpected(bad_answer(sqs.service(), "SendMessage", reply.request_id, "it has no MessageId"));
  }
  ITK_TRY(check_digest(**answer, "MD5OfMessageBody", md5_hex(message.body), sent));
  ITK_TRY(check_digest(**answer, "MD5OfMessageAttributes", md5_of_attributes(message.attributes), sent));
  ITK_TRY(check_digest(**answer, "MD5OfMessageSystemAttributes", md5_of_attributes(system_attributes(message)), sent));
  return sent;
}

Result<Attributes> get_queue_attributes(Client& sqs, std::string_view queue_url) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("QueueUrl", queue_url);
  writer.raw("AttributeNames", R"(["All"])");
  writer.close();
  ITK_TRY_ASSIGN(const Reply reply, sqs.call(sqs_request(sqs, "GetQueueAttributes", std::move(body))));

  json::Parser parser;
  const json::PaddedText padded(reply.body);
  const auto answer = parser.object(padded.view());
  const json::Value* value = answer ? json::find(**answer, "Attributes") : nullptr;
  Attributes attributes;
  if (answer && (value == nullptr || value->is_null())) {
    return attributes;
  }
  const auto members = answer ? parser.object(value->raw, 1) : answer;
  if (!members) {
    return tl::make_unexpected(
        bad_answer(sqs.service(), "GetQueueAttributes", reply.request_id, members.error().message));
  }
  for (const json::Member& member : **members) {
    attributes.emplace(member.key, member.value.text);
  }
  return attributes;
}

}  // namespace itk::aws
