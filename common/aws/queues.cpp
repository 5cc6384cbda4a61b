#include "common/aws/queues.h"

#include "common/aws/answer.h"
#include "common/json/writer.h"

namespace itk::aws {
namespace {

Result<Reply> call(Client& sqs, std::string_view operation, std::string body) {
  Request request = json_request(sqs.service(), operation, std::move(body));
  request.headers.emplace_back("x-amzn-query-mode", "true");  // asks for the older error names beside the new
  return sqs.call(request);
}

std::map<std::string, std::string> read_attributes(const AnswerObject& message) {
  std::map<std::string, std::string> texts;
  const auto attributes = message.object("MessageAttributes");
  if (!attributes) {
    return texts;
  }
  for (const json::Member& attribute : attributes->members()) {
    if (const auto value = attributes->object(attribute.key)) {
      texts.emplace(attribute.key, value->text("StringValue"));
    }
  }
  return texts;
}

ReceivedMessage read_message(const AnswerObject& message) {
  ReceivedMessage read{
      message.text("MessageId"), message.text("ReceiptHandle"), message.text("Body"), read_attributes(message), {}};
  if (const auto attributes = message.object("Attributes")) {
    for (const json::Member& attribute : attributes->members()) {
      read.system_attributes.emplace(attribute.key, attribute.value.text);
    }
  }
  return read;
}

}  // namespace

Result<std::string> get_queue_url(Client& sqs, std::string_view name, std::string_view account) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("QueueName", name);
  if (!account.empty()) {
    writer.string("QueueOwnerAWSAccountId", account);
  }
  writer.close();
  ITK_TRY_ASSIGN(const Reply reply, call(sqs, "GetQueueUrl", std::move(body)));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(sqs, "GetQueueUrl", reply));
  std::string url = answer.root().text("QueueUrl");
  if (url.empty()) {
    return tl::make_unexpected(answer.unreadable("it has no QueueUrl"));
  }
  return url;
}

Result<std::vector<std::string>> list_queues(Client& sqs, std::string_view prefix) {
  std::vector<std::string> urls;
  std::string token;
  do {
    std::string body;
    json::ObjectWriter writer(body);
    if (!prefix.empty()) {
      writer.string("QueueNamePrefix", prefix);
    }
    if (!token.empty()) {
      writer.string("NextToken", token);
    }
    writer.integer("MaxResults", 1000);  // without it there is no next token, and no more than 1000
    writer.close();
    ITK_TRY_ASSIGN(const Reply reply, call(sqs, "ListQueues", std::move(body)));
    ITK_TRY_ASSIGN(Answer answer, Answer::read(sqs, "ListQueues", reply));
    for (std::string& url : answer.root().texts("QueueUrls")) {
      urls.push_back(std::move(url));
    }
    std::string next = answer.root().text("NextToken");
    if (!next.empty() && next == token) {
      return tl::make_unexpected(answer.unreadable("the next token repeats itself"));
    }
    token = std::move(next);
  } while (!token.empty());
  return urls;
}

Result<std::vector<ReceivedMessage>> receive_messages(Client& sqs, std::string_view queue_url,
                                                      int visibility_timeout_seconds) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("QueueUrl", queue_url);
  writer.raw("MessageSystemAttributeNames", R"(["All"])");
  writer.raw("MessageAttributeNames", R"(["All"])");
  writer.integer("MaxNumberOfMessages", 10);
  writer.integer("VisibilityTimeout", visibility_timeout_seconds);
  writer.integer("WaitTimeSeconds", 1);  // a short poll asks only some of the queue's servers
  writer.close();
  ITK_TRY_ASSIGN(const Reply reply, call(sqs, "ReceiveMessage", std::move(body)));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(sqs, "ReceiveMessage", reply));
  std::vector<ReceivedMessage> messages;
  answer.root().each_object("Messages",
                            [&](const AnswerObject& message) { messages.push_back(read_message(message)); });
  return messages;
}

Status change_message_visibility(Client& sqs, std::string_view queue_url, std::string_view receipt, int seconds) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("QueueUrl", queue_url);
  writer.string("ReceiptHandle", receipt);
  writer.integer("VisibilityTimeout", seconds);
  writer.close();
  ITK_TRY(call(sqs, "ChangeMessageVisibility", std::move(body)));
  return {};
}

}  // namespace itk::aws
