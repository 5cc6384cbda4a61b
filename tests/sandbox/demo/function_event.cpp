#include "tests/sandbox/demo/function_event.h"

#include "tests/sandbox/aws/document.h"

namespace itk::sandbox::demo {
namespace {

// The text of a JSON string; other JSON as it stands.
std::string plain_text(std::string_view json) {
  if (!json.starts_with('"')) {
    return std::string(json);
  }
  const auto wrapped = parse_document("{\"text\":" + std::string(json) + "}");
  return wrapped ? (*wrapped)["text"].asString() : std::string(json);
}

std::string text_of(const Json::Value& record, const char* name) {
  const Json::Value& value = record[name];
  return value.isString() ? value.asString() : "";
}

}  // namespace

FunctionEvent read_function_event(std::string_view json) {
  const auto document = parse_document(json);
  if (!document || !(*document)["Records"].isArray()) {
    return {false, {{"", plain_text(json)}}};
  }
  FunctionEvent event{true, {}};
  for (const Json::Value& record : (*document)["Records"]) {
    if (record.isObject()) {
      const Json::Value& attributes = record["attributes"];
      event.messages.push_back({text_of(record, "messageId"), text_of(record, "body"),
                                attributes.isObject() ? text_of(attributes, "AWSTraceHeader") : ""});
    }
  }
  return event;
}

}  // namespace itk::sandbox::demo
