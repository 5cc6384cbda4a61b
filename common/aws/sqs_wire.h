// What SendMessage and the entries of SendMessageBatch have in common on the wire.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/md5.h"
#include "common/aws/sqs.h"
#include "common/json/parser.h"
#include "common/json/writer.h"

namespace itk::aws::sqs_wire {

// The members that say what is sent.
void write_message(json::ObjectWriter& request, const SendMessage& message);
// JSON cannot carry other bytes, and replacing them would send something else than the case says.
Status check_is_text(const SendMessage& message);
// Whether it may leave again where it is unknown what became of the first.
bool may_be_sent_again(const SendMessage& message);
Request make_request(const Client& sqs, std::string_view operation, std::string body);

// What SQS has to answer with, in hex; none of what the message has not.
struct Digests {
  Md5 body;
  std::optional<Md5> attributes, system_attributes;
};
std::vector<Digests> digests_of(std::span<const SendMessage> messages);

// `answer` is that of SendMessage, or an entry of that of SendMessageBatch. Checks the digests.
CallResult<SentMessage> read_sent(const ServiceInfo& service, const std::vector<json::Member>& answer,
                                  const Digests& expected, const Reply& reply);
std::string text_of(const std::vector<json::Member>& members, std::string_view key);

}  // namespace itk::aws::sqs_wire
