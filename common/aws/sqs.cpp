#include "common/aws/sqs.h"

#include "common/aws/sqs_wire.h"

namespace itk::aws {
namespace {

using Attributes = std::map<std::string, std::string>;

std::string request_body(const SendMessage& message) {
  std::string body;
  json::ObjectWriter request(body);
  request.string("QueueUrl", message.queue_url);
  sqs_wire::write_message(request, message);
  request.close();
  return body;
}

}  // namespace

std::size_t size_of(const SendMessage& message) {
  std::size_t size = message.body.size();
  for (const auto& [name, attribute] : message.attributes) {
    size += name.size() + attribute.type.size() + attribute.value.size();
  }
  return size;
}

Task<CallResult<SentMessage>> send_message(Caller sqs, const SendMessage& message) {
  ITK_CO_TRY(sqs_wire::check_is_text(message));
  Request request = sqs_wire::make_request(sqs.client(), "SendMessage", request_body(message));
  request.idempotent = sqs_wire::may_be_sent_again(message);
  ITK_CO_TRY_ASSIGN(Reply reply, co_await sqs.call(std::move(request)));

  const json::PaddedText padded(reply.body);
  const auto answer = sqs.client().parser().object(padded.view());
  if (!answer) {
    Error error = bad_answer(sqs.service(), "SendMessage", reply.request_id, answer.error().message);
    co_return tl::make_unexpected(CallFailure(std::move(error), reply.attempts, reply.status));
  }
  const std::vector<sqs_wire::Digests> digests = sqs_wire::digests_of({&message, 1});
  CallResult<SentMessage> sent = sqs_wire::read_sent(sqs.service(), **answer, digests[0], reply);
  if (sent) {
    sent->response_body = std::move(reply.body);
  }
  co_return sent;
}

Result<Attributes> get_queue_attributes(Client& sqs, std::string_view queue_url) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("QueueUrl", queue_url);
  writer.raw("AttributeNames", R"(["All"])");
  writer.close();
  ITK_TRY_ASSIGN(const Reply reply, sqs.call(sqs_wire::make_request(sqs, "GetQueueAttributes", std::move(body))));

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
