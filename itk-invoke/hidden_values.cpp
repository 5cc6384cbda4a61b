#include "itk-invoke/hidden_values.h"

#include <algorithm>

#include "common/aws/secrets.h"
#include "common/aws/uri.h"
#include "common/base/text.h"
#include "common/json/writer.h"

namespace itk::invoke {
namespace {

std::string in_json(const std::string& value) {
  std::string text;
  json::ObjectWriter writer(text);
  writer.string("", value);
  return text.substr(5, text.size() - 6);  // behind {"":" and before "
}

}  // namespace

HiddenValues::HiddenValues(const std::map<std::string, std::string>& fetched) {
  json::Parser parser;
  for (const auto& [name, value] : fetched) {
    add(value);
    const json::PaddedText padded(value);
    add_texts(parser, padded.view(), 0);
  }
  std::sort(forms_.begin(), forms_.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  forms_.erase(std::unique(forms_.begin(), forms_.end()), forms_.end());
}

// Those of an object or a list, and of what is in it.
void HiddenValues::add_texts(json::Parser& parser, std::string_view text, std::size_t level) {
  constexpr std::size_t k_deepest = 16;
  const bool is_list = text.starts_with('[');
  const auto members = is_list ? parser.array(text, level) : parser.object(text, level);
  if (!members || level == k_deepest) {
    return;
  }
  for (const json::Member& member : **members) {
    if (member.value.kind == json::Kind::String) {
      add(std::string(member.value.text));
    } else if (member.value.kind == json::Kind::Object || member.value.kind == json::Kind::Array) {
      add_texts(parser, member.value.raw, level + 1);
    }
  }
}

void HiddenValues::add(const std::string& value) {
  forms_.push_back(value);
  if (is_utf8(value)) {
    forms_.push_back(in_json(value));
    forms_.push_back(in_json(forms_.back()));  // JSON as a text in JSON, as bodies of messages are
  }
  forms_.push_back(aws::percent_encode(value));
  forms_.push_back(base64_encode(value));
}

std::string HiddenValues::hide(std::string text) const {
  if (forms_.empty() || text.empty()) {
    return text;
  }
  return aws::hide_secrets(std::move(text), {forms_.begin(), forms_.end()});
}

}  // namespace itk::invoke
