#include "itk-invoke/late_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/uri.h"
#include "common/base/digest.h"
#include "common/json/raw_json.h"
#include "itk-invoke/json_field.h"

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

std::string LateText::Part::stated() const {
  return fmt::format("${{{}{}{}}}", form().fetch(), key.empty() ? "" : "#", key);
}

LateText::LateText(std::string text, Escape escape) : escape_(escape) {
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
    if (part.form().is_fetched()) {
      names.push_back(part.form().fetch());
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
  if (part.kind == LateForm::Kind::Answer) {
    if (values.answer == nullptr) {
      return tl::make_unexpected(internal_error(fmt::format("{} is asked for before there is one", part.stated())));
    }
    if (std::optional<JsonField> field = find_json_field(*values.answer, part.name)) {
      return std::move(field->text);
    }
    return tl::make_unexpected(Error{ErrorClass::Validation,
                                     ExitCode::Failed,
                                     "answer_field",
                                     fmt::format("the answer has no field \"{}\" ({}), which {} asks for", part.name,
                                                 describe_fields(*values.answer), part.stated()),
                                     {},
                                     {}});
  }
  const std::string name = part.form().fetch();
  const bool is_there = values.fetched != nullptr && values.fetched->count(name) != 0;
  if (!is_there) {
    return tl::make_unexpected(internal_error(fmt::format("{} is asked for and was not fetched", name)));
  }
  const std::string& value = values.fetched->at(name);
  if (part.key.empty()) {
    return value;
  }
  if (std::optional<JsonField> found = find_json_field(value, part.key)) {
    return std::move(found->text);
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

std::string LateText::escaped(const Part& part, std::string value) const {
  switch (escape_) {
    case Escape::Nothing:
      return value;
    case Escape::Json:
      return escaped_for_json(value);
    case Escape::Url: {
      const bool begins = &part == parts_.data() && part.before.empty();
      return begins ? value : aws::percent_encode(value, true);
    }
  }
  return value;
}

std::string LateText::assemble(const LateValues& values, bool shows) const {
  std::string text;
  for (const Part& part : parts_) {
    text += part.before;
    if (shows && part.form().is_fetched()) {
      text += "<" + part.form().fetch() + ">";
    } else if (Result<std::string> value = value_of(part, values); !value) {
      text += part.stated();
    } else {
      text += escaped(part, std::move(*value));
    }
  }
  return text += rest_;
}

std::string LateText::render(const LateValues& values) const { return assemble(values, false); }

std::string LateText::shown(const LateValues& values) const { return assemble(values, true); }

std::string LateText::stated() const {
  std::string text;
  for (const Part& part : parts_) {
    text += part.before + part.stated();
  }
  return text + rest_;
}

}  // namespace itk::invoke
