#include "tests/sandbox/aws/document.h"

#include <json/reader.h>
#include <json/writer.h>

#include <memory>

namespace itk::sandbox {

std::optional<Json::Value> parse_document(std::string_view text) {
  Json::CharReaderBuilder builder;
  Json::CharReaderBuilder::strictMode(&builder.settings_);
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value document;
  try {
    if (!reader->parse(text.data(), text.data() + text.size(), &document, nullptr) || !document.isObject()) {
      return std::nullopt;
    }
  } catch (const Json::Exception&) {  // nested beyond its stack limit
    return std::nullopt;
  }
  return document;
}

std::string write_document(const Json::Value& document) {
  Json::StreamWriterBuilder builder;
  builder["indentation"] = "";
  builder["emitUTF8"] = true;
  return Json::writeString(builder, document);
}

}  // namespace itk::sandbox
