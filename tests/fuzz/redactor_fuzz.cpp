// What was valid JSON stays valid and on one line, however often it is redacted. (That redacting twice changes nothing
// more is tried on the corpus of secrets: of bytes drawn at random, what stood around a token may look like one itself.)
#include <cstdint>
#include <cstdlib>

#include "common/json/raw_json.h"
#include "common/redact/redactor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static itk::redact::Redactor redactor = [] {
    itk::redact::Options options;
    options.key = "0123456789abcdef0123456789abcdef";
    options.patterns = {"ORD-\\d{6}"};
    options.secrets = {"correct-horse-battery"};
    return itk::redact::make_redactor(options).value();
  }();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string once = redactor.json(text);
  if (itk::json::is_one_line_json(text) && !itk::json::is_one_line_json(once)) {
    std::abort();
  }
  const std::string twice = redactor.json(once);
  if (itk::json::is_one_line_json(text) && !itk::json::is_one_line_json(twice)) {
    std::abort();
  }
  redactor.text(redactor.text(text));
  redactor.record(text);
  redactor.find_secrets(text);
  return 0;
}
