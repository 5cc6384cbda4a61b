#include "itk-invoke/late_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/digest.h"
#include "common/json/parser.h"
#include "common/json/raw_json.h"

namespace itk::invoke {
namespace {

std::string itk_value(std::string_view name, const LateValues& values) {
  if (name == "nonce") {
    return values.nonce;
  }
  if (name == "run_id") {
    return values.run_id;
  }
  if (name == "inv") {
    return values.inv;
  }
  if (name == "now") {
    return values.now;
  }
  return std::to_string(name == "iteration" ? values.iteration : values.seed);
}

// The member of an object, by its whole key or by its path.
std::optional<std::string> member(json::Parser& parser, std::string_view object, std::string_view key,
                                  std::size_t level) {
  const auto members = parser.object(object, level);
  if (!members) {
    return std::nullopt;
  }
  if (const json::Value* value = json::find(**members, key)) {
    return std::string(value->kind == json::Kind::String ? value->text : value->raw);
  }
  const std::size_t dot = key.find('.');
  const json::Value* inner = dot == std::string_view::npos ? nullptr : json::find(**members, key.substr(0, dot));
  if (inner == nullptr || inner->kind != json::Kind::Object) {
    return std::nullopt;
  }
  return member(parser, inner->raw, key.substr(dot + 1), level + 1);
}

std::string escaped_for_json(std::string_view text) {
  const std::string quoted = json::quote(text);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::int64_t seed_of(std::string_view nonce) {
  const Sha256Digest digest = sha256(nonce);
  return (std::int64_t{digest[0]} & 0x7f) << 24 | std::int64_t{digest[1]} << 16 | std::int64_t{digest[2]} << 8 |
         std::int64_t{digest[3]};
}

LateText::LateText(std::string text, bool is_json) : is_json_(is_json) {
  if (text.find('$') == std::string::npos) {
    rest_ = std::move(text);
    return;
  }
  for_each_piece(
      text, [&](std::string_view literal) { rest_ = literal; },
      [&](const LateForm& form) {
        parts_.push_back({std::move(rest_), form.kind, std::string(form.name), std::string(form.key)});
        rest_.clear();
      });
}

std::vector<std::string> LateText::fetches() const {
  std::vector<std::string> names;
  for (const Part& part : parts_) {
    if (part.kind != LateForm::Kind::Itk) {
      names.push_back(part.fetch());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<std::string> LateText::value_of(const Part& part, const LateValues& values) const {
  if (part.kind == LateForm::Kind::Itk) {
    return itk_value(part.name, values);
  }
  const std::string name = part.fetch();
  const bool is_there = values.fetched != nullptr && values.fetched->count(name) != 0;
  if (!is_there) {
    return tl::make_unexpected(internal_error(fmt::format("{} is asked for and was not fetched", name)));
  }
  const std::string& value = values.fetched->at(name);
  if (part.key.empty()) {
    return value;
  }
  json::Parser parser;
  const json::PaddedText padded(value);
  if (std::optional<std::string> found = member(parser, padded.view(), part.key, 0)) {
    return std::move(*found);
  }
  return tl::make_unexpected(usage_error(
      "secret_key", fmt::format("the secret {} is no JSON object with \"{}\"; correct ${{{}#{}}}, or the secret",
                                part.name, part.key, name, part.key)));
}

Status LateText::check(const LateValues& values) const {
  for (const Part& part : parts_) {
    ITK_TRY(value_of(part, values));
  }
  return {};
}

std::string LateText::assemble(const LateValues& values, bool shows) const {
  std::string text;
  for (const Part& part : parts_) {
    text += part.before;
    if (shows && part.kind != LateForm::Kind::Itk) {
      text += "<" + part.fetch() + ">";
    } else if (const Result<std::string> value = value_of(part, values); !value) {
      text += fmt::format("${{{}{}{}}}", part.fetch(), part.key.empty() ? "" : "#", part.key);
    } else {
      text += is_json_ ? escaped_for_json(*value) : *value;
    }
  }
  return text += rest_;
}

std::string LateText::render(const LateValues& values) const { return assemble(values, false); }

std::string LateText::shown(const LateValues& values) const { return assemble(values, true); }

}  // namespace itk::invoke
