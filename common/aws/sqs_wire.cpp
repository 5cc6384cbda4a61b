#include "common/aws/sqs_wire.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <array>

#include "common/base/digest.h"
#include "common/base/owned.h"
#include "common/base/text.h"

namespace itk::aws {
namespace {

void append_sized(std::string& out, std::string_view text) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>((text.size() >> shift) & 0xff);
  }
  out += text;
}

void write_attributes(json::ObjectWriter& request, std::string_view name, const MessageAttributes& attributes) {
  if (attributes.empty()) {
    return;
  }
  request.key(name);
  json::ObjectWriter members(request.text());
  for (const auto& [key, value] : attributes) {
    members.key(key);
    json::ObjectWriter attribute(members.text());
    attribute.string("DataType", value.type);
    if (value.is_binary()) {
      attribute.string("BinaryValue", base64_encode(value.value));
    } else {
      attribute.string("StringValue", value.value);
    }
    attribute.close();
  }
  members.close();
}

MessageAttributes system_attributes(const SendMessage& message) {
  MessageAttributes attributes;
  if (!message.trace_header.empty()) {
    attributes.emplace("AWSTraceHeader", message.trace_header);
  }
  return attributes;
}

// What SQS stored must be what we sent.
Status check_digest(const std::vector<json::Member>& answer, std::string_view member, const std::string& expected,
                    const SentMessage& sent) {
  const json::Value* digest = json::find(answer, member);
  if (digest == nullptr || digest->text.empty() || expected.empty() || digest->text == expected) {
    return {};
  }
  return tl::make_unexpected(Error{ErrorClass::Transient, ExitCode::Unreachable, "md5_mismatch",
                                   fmt::format("sqs: message {} arrived altered: {} is {}, expected {} (request id {})",
                                               sent.message_id, member, digest->text, expected, sent.request_id),
                                   "sqs", sent.request_id});
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "MD5", nullptr);
  thread_local const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (algorithm == nullptr || EVP_DigestInit_ex2(context.get(), algorithm, nullptr) != 1) {
    return "";
  }
  EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  return to_hex(digest.data(), size);
}

std::string md5_of_attributes(const MessageAttributes& attributes) {
  constexpr char k_string = 1;
  constexpr char k_binary = 2;
  std::string bytes;
  for (const auto& [name, value] : attributes) {
    append_sized(bytes, name);
    append_sized(bytes, value.type);
    bytes += value.is_binary() ? k_binary : k_string;
    append_sized(bytes, value.value);
  }
  return bytes.empty() ? "" : md5_hex(bytes);
}

namespace sqs_wire {

void write_message(json::ObjectWriter& request, const SendMessage& message) {
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

CallResult<SentMessage> read_sent(const ServiceInfo& service, const std::vector<json::Member>& answer,
                                  const SendMessage& message, const Reply& reply) {
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
  for (const auto& [member, expected] :
       {std::pair("MD5OfMessageBody", md5_hex(message.body)),
        std::pair("MD5OfMessageAttributes", md5_of_attributes(message.attributes)),
        std::pair("MD5OfMessageSystemAttributes", md5_of_attributes(system_attributes(message)))}) {
    if (Status same = check_digest(answer, member, expected, sent); !same) {
      return failed(std::move(same).error());
    }
  }
  return sent;
}

std::string text_of(const std::vector<json::Member>& members, std::string_view key) {
  const json::Value* value = json::find(members, key);
  return value == nullptr ? std::string() : std::string(value->text);
}

}  // namespace sqs_wire

}  // namespace itk::aws
