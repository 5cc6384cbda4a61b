#include "itk-invoke/sqs_messages.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "common/base/text.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

class MessageReader {
 public:
  MessageReader(const std::string& file, Problems& problems) : file_(file), problems_(problems) {}

  LateText body(const YamlNode& value) {
    if (value.is_scalar() && scalar_type(value) == ScalarType::Text) {
      if (value.text.empty()) {
        problems_.live(file_, value.at, "empty_body", "the body is empty, and SQS takes no empty message; fill it");
      }
      return LateText::plain(value.text);
    }
    std::vector<YamlProblem> said_before;  // when the case was read
    return LateText::json(to_json(value, said_before));
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
      message.group_id = LateText::plain(group == nullptr ? "" : group->text);
      read_delay(*system, message);
    }
    return message;
  }

  void wrong(Place at, std::string message) { problems_.live(file_, at, "bad_payload", std::move(message)); }

 private:
  // {name: {stringValue: V, dataType: String}}, as a function receives them; {binaryValue: V, dataType: Binary} has V
  // in base 64.
  void read_attributes(const YamlNode& attributes, SqsMessage& message) {
    for (const YamlEntry& attribute : attributes.entries) {
      const YamlNode* type = attribute.value.find("dataType");
      SqsMessage::Attribute read;
      read.type = type == nullptr ? "String" : type->text;
      const bool is_binary = read.type.substr(0, read.type.find('.')) == "Binary";
      const YamlNode* value = attribute.value.find(is_binary ? "binaryValue" : "stringValue");
      if (value == nullptr || !value->is_scalar() || !is_known_type(read.type)) {
        wrong(attribute.at, fmt::format("the message attribute \"{}\" must be {{stringValue: ..., dataType: String}}, "
                                        "or of type Number, or {{binaryValue: <base 64>, dataType: Binary}}",
                                        attribute.key));
        continue;
      }
      read.value = LateText::plain(value->text);
      if (is_binary && !base64_decode(value->text)) {
        wrong(value->at, fmt::format("the binaryValue of \"{}\" is not base 64", attribute.key));
      }
      message.attributes[attribute.key] = std::move(read);
    }
  }

  static bool is_known_type(std::string_view type) {
    const std::string_view base = type.substr(0, type.find('.'));
    return base == "String" || base == "Number" || base == "Binary";
  }

  void read_delay(const YamlNode& system, SqsMessage& message) {
    const YamlNode* delay = system.find("DelaySeconds");
    if (delay == nullptr || delay->is_null()) {
      return;
    }
    int seconds = -1;
    const std::string& text = delay->text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size() || seconds < 0 || seconds > k_longest_delay) {
      wrong(delay->at, fmt::format("\"DelaySeconds\" must be a number from 0 to {}: SQS holds no message back longer",
                                   k_longest_delay));
      return;
    }
    message.delay_seconds = seconds;
  }

  static constexpr int k_longest_delay = 900;

  const std::string& file_;
  Problems& problems_;
};

}  // namespace

RawJson one_or_list(const std::vector<RawJson>& values) {
  if (values.size() == 1) {
    return values[0];
  }
  std::string list;
  for (const RawJson& value : values) {
    (list += list.empty() ? "[" : ",") += value.text;
  }
  return {list.empty() ? "[]" : list + "]"};
}

aws::SendMessage make_message(const SqsMessage& message, const std::string& nonce_attribute,
                              const Execution& execution) {
  aws::SendMessage send;
  send.body = message.body.render(execution.values);
  send.group_id = message.group_id.render(execution.values);
  send.delay_seconds = message.delay_seconds;
  for (const auto& [name, attribute] : message.attributes) {
    std::string value = attribute.value.render(execution.values);
    const bool is_binary = attribute.type.substr(0, attribute.type.find('.')) == "Binary";
    send.attributes.emplace(
        name, aws::MessageAttribute(attribute.type, is_binary ? base64_decode(value).value_or("") : std::move(value)));
  }
  if (execution.leaves_marks) {
    send.attributes.insert_or_assign(nonce_attribute, execution.identity.nonce);
    send.attributes.emplace("traceparent", execution.identity.traceparent());
    send.trace_header = execution.identity.xray_header();
  }
  return send;
}

RawJson bodies_of(const std::vector<SqsMessage>& messages, const LateValues& values) {
  std::vector<RawJson> bodies;
  for (const SqsMessage& message : messages) {
    bodies.push_back(json::make_payload(message.body.shown(values)).json);
  }
  return one_or_list(bodies);
}

std::vector<std::string> fetches_of(const std::vector<SqsMessage>& messages) {
  std::vector<std::string> names;
  const auto add = [&](const LateText& text) {
    for (std::string& name : text.fetches()) {
      names.push_back(std::move(name));
    }
  };
  for (const SqsMessage& message : messages) {
    add(message.body);
    add(message.group_id);
    for (const auto& [name, attribute] : message.attributes) {
      add(attribute.value);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

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
