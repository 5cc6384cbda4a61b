#include "tests/sandbox/sqs/service.h"

#include <fmt/format.h>

#include <chrono>
#include <map>

#include "common/base/result.h"
#include "tests/sandbox/aws/parameters.h"
#include "tests/sandbox/sqs/batch.h"
#include "tests/sandbox/sqs/faults.h"
#include "tests/sandbox/sqs/message_parts.h"

namespace itk::sandbox::sqs {
namespace {

constexpr std::int64_t k_most_visibility_s = 43'200;

Parameters parameters_of(const Call& call) { return {call.parameters, k_wording}; }

Json::Value nothing() { return Json::Value(Json::objectValue); }

Outcome<std::map<std::string, std::string>> read_settings(const Parameters& parameters) {
  ITK_TRY_ASSIGN(const Json::Value* given, parameters.map("Attributes"));
  std::map<std::string, std::string> attributes;
  for (const std::string& name : given->getMemberNames()) {
    if (!(*given)[name].isString()) {
      return fail(invalid_attribute_value(name));
    }
    attributes[name] = (*given)[name].asString();
  }
  return attributes;
}

Json::Value describe_sent(const Outgoing& outgoing, const Sent& sent) {
  Json::Value answer;
  answer["MessageId"] = sent.message_id;
  answer["MD5OfMessageBody"] = md5_hex(outgoing.body);
  if (!outgoing.attributes.empty()) {
    answer["MD5OfMessageAttributes"] = md5_of_attributes(outgoing.attributes);
  }
  if (!outgoing.system_attributes.empty()) {
    answer["MD5OfMessageSystemAttributes"] = md5_of_attributes(outgoing.system_attributes);
  }
  if (!sent.sequence_number.empty()) {
    answer["SequenceNumber"] = sent.sequence_number;
  }
  return answer;
}

// The trace header of the request goes with the message, unless it has one of its own.
Outgoing with_trace(Outgoing outgoing, const Call& call) {
  if (!call.trace_header.empty()) {
    outgoing.system_attributes.emplace("AWSTraceHeader", Attribute{"String", call.trace_header, false});
  }
  return outgoing;
}

}  // namespace

Outcome<Json::Value> SqsService::answer(const Call& call) {
  static const std::map<std::string, Handler> handlers{
      {"CreateQueue", &SqsService::create_queue},
      {"DeleteQueue", &SqsService::delete_queue},
      {"GetQueueUrl", &SqsService::get_queue_url},
      {"ListQueues", &SqsService::list_queues},
      {"GetQueueAttributes", &SqsService::get_queue_attributes},
      {"SetQueueAttributes", &SqsService::set_queue_attributes},
      {"PurgeQueue", &SqsService::purge_queue},
      {"SendMessage", &SqsService::send_message},
      {"SendMessageBatch", &SqsService::send_message_batch},
      {"ReceiveMessage", &SqsService::receive_message},
      {"DeleteMessage", &SqsService::delete_message},
      {"DeleteMessageBatch", &SqsService::delete_message_batch},
      {"ChangeMessageVisibility", &SqsService::change_message_visibility},
  };
  const auto handler = handlers.find(call.operation);
  if (handler == handlers.end()) {
    return fail({400, "com.amazon.coral.service#UnknownOperationException",
                 fmt::format("itk-sandbox does not serve SQS {}", call.operation), "InvalidAction"});
  }
  return (this->*handler->second)(call);
}

std::string SqsService::url(const Call& call, const std::string& name) const {
  return fmt::format("{}/{}/{}", call.endpoint, account_.id, name);
}

Outcome<std::string> SqsService::queue_of(const Call& call) const {
  ITK_TRY_ASSIGN(const std::string address, parameters_of(call).text("QueueUrl"));
  const std::size_t slash = address.rfind('/');
  const std::string owner = fmt::format("/{}/", account_.id);
  if (slash == std::string::npos || address.find(owner) == std::string::npos) {
    return fail(fault("InvalidAddress", "InvalidAddress",
                      fmt::format("The address {} is not valid for this endpoint.", address)));
  }
  std::string name = address.substr(slash + 1);
  if (!queues_.exists(name)) {
    return fail(queue_does_not_exist());
  }
  return name;
}

Outcome<Json::Value> SqsService::create_queue(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, parameters_of(call).text("QueueName"));
  ITK_TRY_ASSIGN(const auto attributes, read_settings(parameters_of(call)));
  ITK_TRY(queues_.create(name, attributes));
  Json::Value answer;
  answer["QueueUrl"] = url(call, name);
  return answer;
}

Outcome<Json::Value> SqsService::delete_queue(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  ITK_TRY(queues_.destroy(name));
  return nothing();
}

Outcome<Json::Value> SqsService::get_queue_url(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, parameters_of(call).text("QueueName"));
  if (!queues_.exists(name)) {
    return fail(queue_does_not_exist());
  }
  Json::Value answer;
  answer["QueueUrl"] = url(call, name);
  return answer;
}

Outcome<Json::Value> SqsService::list_queues(const Call& call) {
  const Parameters parameters = parameters_of(call);
  ITK_TRY_ASSIGN(const auto prefix, parameters.optional_text("QueueNamePrefix"));
  ITK_TRY_ASSIGN(const auto most, parameters.optional_integer("MaxResults", 1, 1000));
  ITK_TRY_ASSIGN(const auto after,
                 parameters.optional_text("NextToken"));  // the last name of the page before
  Json::Value answer(Json::objectValue);
  std::string last;
  for (const std::string& name : queues_.names()) {
    if (!name.starts_with(prefix.value_or("")) || (after && name <= *after)) {
      continue;
    }
    if (answer["QueueUrls"].size() >= static_cast<Json::ArrayIndex>(most.value_or(1000))) {
      answer["NextToken"] = last;
      break;
    }
    answer["QueueUrls"].append(url(call, name));
    last = name;
  }
  return answer;
}

Outcome<Json::Value> SqsService::get_queue_attributes(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  ITK_TRY_ASSIGN(const auto asked, parameters_of(call).texts("AttributeNames"));
  ITK_TRY_ASSIGN(const auto attributes, queues_.describe(name));
  Json::Value answer(Json::objectValue);
  for (const auto& [key, value] : attributes) {
    if (is_asked_for(asked, key)) {
      answer["Attributes"][key] = value;
    }
  }
  return answer;
}

Outcome<Json::Value> SqsService::set_queue_attributes(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  ITK_TRY_ASSIGN(const auto attributes, read_settings(parameters_of(call)));
  if (attributes.empty()) {
    return fail(missing_parameter("Attribute.Name"));
  }
  ITK_TRY(queues_.change(name, attributes));
  return nothing();
}

Outcome<Json::Value> SqsService::purge_queue(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  ITK_TRY(queues_.purge(name));
  return nothing();
}

Outcome<Json::Value> SqsService::send_message(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  ITK_TRY_ASSIGN(Outgoing outgoing, read_outgoing(parameters_of(call)));
  ITK_TRY_ASSIGN(const Sent sent, queues_.send(name, with_trace(outgoing, call)));
  return describe_sent(outgoing, sent);
}

Outcome<Json::Value> SqsService::send_message_batch(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  return answer_batch(parameters_of(call), [&](const Parameters& entry) -> Outcome<Json::Value> {
    ITK_TRY_ASSIGN(const Outgoing outgoing, read_outgoing(entry));
    ITK_TRY_ASSIGN(const Sent sent, queues_.send(name, with_trace(outgoing, call)));
    return describe_sent(outgoing, sent);
  });
}

Outcome<Json::Value> SqsService::receive_message(const Call& call) {
  const Parameters parameters = parameters_of(call);
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  ITK_TRY_ASSIGN(const auto most, parameters.optional_integer("MaxNumberOfMessages", 1, 10));
  ITK_TRY_ASSIGN(const auto wait_s, parameters.optional_integer("WaitTimeSeconds", 0, 20));
  ReceiveOptions options;
  ITK_TRY_ASSIGN(options.visibility_s, parameters.optional_integer("VisibilityTimeout", 0, k_most_visibility_s));
  options.most = static_cast<std::size_t>(most.value_or(1));
  if (wait_s) {
    options.wait = std::chrono::seconds(*wait_s);
  }
  ITK_TRY_ASSIGN(const auto attributes, parameters.texts("MessageAttributeNames"));
  ITK_TRY_ASSIGN(auto system_attributes, parameters.texts("MessageSystemAttributeNames"));
  ITK_TRY_ASSIGN(const auto older_name, parameters.texts("AttributeNames"));
  system_attributes.insert(system_attributes.end(), older_name.begin(), older_name.end());

  ITK_TRY_ASSIGN(const auto received, queues_.receive(name, options));
  Json::Value answer(Json::objectValue);
  for (const Received& each : received) {
    answer["Messages"].append(describe_received(each, attributes, system_attributes, account_.access_key));
  }
  return answer;
}

Outcome<Json::Value> SqsService::delete_message(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  ITK_TRY_ASSIGN(const std::string handle, parameters_of(call).text("ReceiptHandle"));
  ITK_TRY(queues_.remove(name, handle));
  return nothing();
}

Outcome<Json::Value> SqsService::delete_message_batch(const Call& call) {
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  return answer_batch(parameters_of(call), [&](const Parameters& entry) -> Outcome<Json::Value> {
    ITK_TRY_ASSIGN(const std::string handle, entry.text("ReceiptHandle"));
    ITK_TRY(queues_.remove(name, handle));
    return nothing();
  });
}

Outcome<Json::Value> SqsService::change_message_visibility(const Call& call) {
  const Parameters parameters = parameters_of(call);
  ITK_TRY_ASSIGN(const std::string name, queue_of(call));
  ITK_TRY_ASSIGN(const std::string handle, parameters.text("ReceiptHandle"));
  ITK_TRY_ASSIGN(const auto seconds, parameters.integer("VisibilityTimeout", 0, k_most_visibility_s));
  ITK_TRY(queues_.change_visibility(name, handle, seconds));
  return nothing();
}

}  // namespace itk::sandbox::sqs
