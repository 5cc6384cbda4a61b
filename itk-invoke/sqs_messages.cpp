#include "itk-invoke/sqs_messages.h"

#include <fmt/core.h>

#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

class MessageReader {
 public:
  MessageReader(const std::string& file, Problems& problems) : file_(file), problems_(problems) {}

  std::string body(const YamlNode& value) {
    if (value.is_scalar() && scalar_type(value) == ScalarType::Text) {
      if (value.text.empty()) {
        problems_.live(file_, value.at, "empty_body", "the body is empty, and SQS takes no empty message; fill it");
      }
      return value.text;
    }
    std::vector<YamlProblem> said_before;  // when the case was read
    return to_json(value, said_before);
  }

  SqsMessage record(const YamlNode& record) {
    SqsMessage message;
    if (!record.is_map()) {
      wrong(record.at, "an entry of Records must be a mapping with a \"body\"");
      return message;
    }
    const YamlNode* given = record.find("body");
    if (given == nullptr || given->is_null()) {
      wrong(record.at, "this record has no \"body\"; add one: it is the text of the message");
      return message;
    }
    message.body = body(*given);
    if (const YamlNode* attributes = record.find("messageAttributes")) {
      read_attributes(*attributes, message);
    }
    if (const YamlNode* system = record.find("attributes"); system != nullptr && system->is_map()) {
      const YamlNode* group = system->find("MessageGroupId");
      message.group_id = group == nullptr ? "" : group->text;
    }
    return message;
  }

  void wrong(Place at, std::string message) { problems_.live(file_, at, "bad_payload", std::move(message)); }

 private:
  // {name: {stringValue: V, dataType: String}}, as a function receives them.
  void read_attributes(const YamlNode& attributes, SqsMessage& message) {
    for (const YamlEntry& attribute : attributes.entries) {
      const YamlNode* value = attribute.value.find("stringValue");
      const YamlNode* type = attribute.value.find("dataType");
      if (value == nullptr || !value->is_scalar() || (type != nullptr && type->text != "String")) {
        wrong(attribute.at, fmt::format("the message attribute \"{}\" must be {{stringValue: ..., dataType: String}}; "
                                        "this version sends no other type",
                                        attribute.key));
        continue;
      }
      message.attributes[attribute.key] = value->text;
    }
  }

  const std::string& file_;
  Problems& problems_;
};

}  // namespace

std::vector<SqsMessage> read_sqs_messages(const Case& test_case, Problems& problems) {
  MessageReader reader(test_case.file, problems);
  const YamlNode& payload = test_case.payload;
  if (payload.is_null()) {
    problems.live(test_case.file, test_case.entrypoint_at, "missing_field",
                  "\"entrypoint.payload\" is missing; add what the queue shall receive");
    return {};
  }
  const YamlNode* records = payload.find("Records");
  if (records == nullptr) {
    SqsMessage message;
    message.body = reader.body(payload);
    return {std::move(message)};
  }
  std::vector<SqsMessage> messages;
  if (!records->is_sequence() || records->items.empty()) {
    reader.wrong(records->at, "\"Records\" must be a list of at least one record with a \"body\"");
  }
  for (const YamlNode& record : records->items) {
    messages.push_back(reader.record(record));
  }
  return messages;
}

}  // namespace itk::invoke
