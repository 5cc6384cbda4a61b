#include "bench/invoke/sqs_answers.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <vector>

#include "bench/invoke/md5.h"
#include "common/base/text.h"

namespace itk::bench {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::string_view k_refusal = R"({"__type":"com.amazon.coral.service#SerializationException"})";

struct Attribute {
  std::string_view name, type, value;
  bool is_binary = false;
};

std::vector<Attribute> read_attributes(ondemand::object object) {
  std::vector<Attribute> attributes;
  for (auto field : object) {
    Attribute attribute;
    attribute.name = field.unescaped_key();
    for (auto member : ondemand::object(field.value())) {
      const std::string_view key = member.unescaped_key();
      if (key == "DataType") {
        attribute.type = member.value();
      } else if (key == "StringValue") {
        attribute.value = member.value();
      } else if (key == "BinaryValue") {
        attribute.value = member.value();
        attribute.is_binary = true;
      }
    }
    attributes.push_back(attribute);
  }
  return attributes;
}

void update_sized(Md5& md5, std::string_view text) {
  char size[4];
  for (int i = 0; i < 4; ++i) {
    size[i] = static_cast<char>((text.size() >> (24 - 8 * i)) & 0xff);
  }
  md5.update({size, 4});
  md5.update(text);
}

}  // namespace

struct SqsAnswers::State {
  ondemand::parser parser;
  Md5 md5;
  std::string out;
  std::int64_t last_id = 0;

  ondemand::document iterate(std::string_view body) {
    return parser.iterate(body.data(), body.size(), body.size() + simdjson::SIMDJSON_PADDING);
  }

  void add_text_digest(std::string_view name, std::string_view text) {
    add_member(name);
    md5.update(text);
    md5.finish_hex(out);
  }

  void add_attribute_digest(std::string_view name, std::vector<Attribute> attributes) {
    add_member(name);
    std::sort(attributes.begin(), attributes.end(),
              [](const Attribute& a, const Attribute& b) { return a.name < b.name; });
    for (const Attribute& attribute : attributes) {
      update_sized(md5, attribute.name);
      update_sized(md5, attribute.type);
      md5.update(attribute.is_binary ? "\2" : "\1");
      update_sized(md5, attribute.is_binary ? base64_decode(attribute.value).value_or("") : attribute.value);
    }
    md5.finish_hex(out);
  }

  // Up to the opening quote of the value.
  void add_member(std::string_view name) { out.append(",\"").append(name).append("\":\""); }

  // One message as it was answered. The id of a batch entry needs no escaping: SQS takes letters, digits, - and _.
  void add_message(ondemand::object message) {
    std::string_view entry_id;
    fmt::format_to(std::back_inserter(out), R"({{"MessageId":"00000000-0000-4000-8000-{:012x}")", ++last_id);
    for (auto field : message) {
      const std::string_view key = field.unescaped_key();
      if (key == "MessageBody") {
        add_text_digest("MD5OfMessageBody", field.value());
      } else if (key == "MessageAttributes") {
        add_attribute_digest("MD5OfMessageAttributes", read_attributes(field.value()));
      } else if (key == "MessageSystemAttributes") {
        add_attribute_digest("MD5OfMessageSystemAttributes", read_attributes(field.value()));
      } else if (key == "Id") {
        entry_id = field.value();
        add_member("Id");
        out.append(entry_id);
      } else {
        continue;
      }
      out += '"';
    }
    out += '}';
  }
};

SqsAnswers::SqsAnswers() : state_(std::make_unique<State>()) {}
SqsAnswers::~SqsAnswers() = default;

SqsAnswers::Answer SqsAnswers::send_message(std::string_view body) {
  ++sent.requests;
  state_->out.clear();
  try {
    ondemand::document document = state_->iterate(body);
    state_->add_message(document.get_object());
  } catch (const simdjson::simdjson_error&) {
    ++sent.refused;
    return {false, k_refusal};
  }
  ++sent.messages;
  return {true, state_->out};
}

SqsAnswers::Answer SqsAnswers::send_message_batch(std::string_view body) {
  ++sent.requests;
  ++sent.batches;
  state_->out = R"({"Successful":[)";
  std::int64_t entries = 0;
  try {
    ondemand::document document = state_->iterate(body);
    for (ondemand::object entry : ondemand::array(document["Entries"])) {
      state_->out += entries++ == 0 ? "" : ",";
      state_->add_message(entry);
    }
  } catch (const simdjson::simdjson_error&) {
    ++sent.refused;
    return {false, k_refusal};
  }
  sent.messages += entries;
  state_->out += R"(],"Failed":[]})";
  return {true, state_->out};
}

}  // namespace itk::bench
