#include "itk-invoke/late_form.h"

#include <algorithm>

namespace itk::invoke {
namespace {

constexpr std::string_view k_mark = "\xef\xb7\x90";  // U+FDD0

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// No quotes, backslashes or braces among them: a form is the same bytes inside of a JSON string.
bool is_all_of(std::string_view text, std::string_view punctuation) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || punctuation.find(c) != std::string_view::npos;
  });
}

// What stands between the braces.
std::optional<LateForm> parse_inside(std::string_view inside) {
  LateForm form;
  form.size = inside.size() + 3;
  if (inside.starts_with("itk.")) {
    form.name = inside.substr(4);
    const std::vector<std::string>& names = late_names();
    return std::find(names.begin(), names.end(), form.name) != names.end() ? std::optional(form) : std::nullopt;
  }
  if (inside.starts_with("answer.")) {
    form.kind = LateForm::Kind::Answer;
    form.name = inside.substr(7);
    return is_all_of(form.name, "_.-") ? std::optional(form) : std::nullopt;
  }
  if (inside.starts_with("ssm:")) {
    form.kind = LateForm::Kind::Ssm;
    form.name = inside.substr(4);
    return is_all_of(form.name, "_.-/:") ? std::optional(form) : std::nullopt;
  }
  if (!inside.starts_with("secret:")) {
    return std::nullopt;
  }
  form.kind = LateForm::Kind::Secret;
  const std::size_t hash = inside.find('#');
  form.name = inside.substr(7, hash == std::string_view::npos ? hash : hash - 7);
  const bool has_key = hash != std::string_view::npos;
  form.key = has_key ? inside.substr(hash + 1) : std::string_view();
  const bool is_good = is_all_of(form.name, "_.-/:+=@!") && (!has_key || is_all_of(form.key, "_.-/:@"));
  return is_good ? std::optional(form) : std::nullopt;
}

// How many marks stand at the beginning of `text`.
std::size_t count_marks(std::string_view text) {
  std::size_t count = 0;
  while (text.substr(count * k_mark.size()).starts_with(k_mark)) {
    ++count;
  }
  return count;
}

// A "$", any marks, and the "{...}" of a form: how many bytes, and how many marks.
struct LookAlike {
  std::size_t size = 0;
  std::size_t marks = 0;
};
std::optional<LookAlike> look_alike_at(std::string_view text) {
  const std::size_t marks = count_marks(text.substr(1));
  const std::string_view braces = text.substr(1 + marks * k_mark.size());
  const std::size_t close = braces.find_first_of("}$\n");
  if (!braces.starts_with('{') || close == std::string_view::npos || braces[close] != '}' ||
      !parse_inside(braces.substr(1, close - 1))) {
    return std::nullopt;
  }
  return LookAlike{1 + marks * k_mark.size() + close + 1, marks};
}

}  // namespace

std::string LateForm::fetch() const {
  constexpr std::string_view k_prefixes[] = {"itk.", "ssm:", "secret:", "answer."};
  return std::string(k_prefixes[static_cast<std::size_t>(kind)]).append(name);
}

const std::vector<std::string>& late_names() {
  static const std::vector<std::string> names = {"inv", "iteration", "nonce", "now", "run_id", "seed"};
  return names;
}

std::optional<LateForm> late_form_at(std::string_view text) {
  const std::size_t close = text.find('}');
  if (!text.starts_with("${") || close == std::string_view::npos) {
    return std::nullopt;
  }
  return parse_inside(text.substr(2, close - 2));
}

bool claims_to_be_late(std::string_view inside) {
  return inside.starts_with("itk.") || inside.starts_with("ssm:") || inside.starts_with("secret:") ||
         inside.starts_with("answer.");
}

std::string mark_literal(std::string_view literal) {
  std::string marked;
  for (std::size_t dollar; (dollar = literal.find('$')) != std::string_view::npos;) {
    marked += literal.substr(0, dollar + 1);
    const bool is_look_alike = look_alike_at(literal.substr(dollar)).has_value();
    literal.remove_prefix(dollar + 1);
    if (is_look_alike) {
      marked += k_mark;
    }
  }
  return marked.append(literal);
}

void for_each_piece(std::string_view text, const std::function<void(std::string_view literal)>& on_literal,
                    const std::function<void(const LateForm& form)>& on_form) {
  std::string literal;
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    literal += text.substr(0, dollar);
    text.remove_prefix(dollar);
    const std::optional<LookAlike> found = text.empty() ? std::nullopt : look_alike_at(text);
    if (!found) {
      literal += text.substr(0, 1);
      text.remove_prefix(std::min<std::size_t>(text.size(), 1));
      continue;
    }
    if (found->marks > 0) {
      (literal += '$') += text.substr(1 + k_mark.size(), found->size - 1 - k_mark.size());
    } else {
      if (!literal.empty()) {
        on_literal(literal);
        literal.clear();
      }
      on_form(*late_form_at(text));
    }
    text.remove_prefix(found->size);
  }
  if (!literal.empty()) {
    on_literal(literal);
  }
}

std::vector<std::string> late_forms_in(std::string_view text) {
  std::vector<std::string> forms;
  for_each_piece(
      text, [](std::string_view) {},
      [&](const LateForm& form) {
        const std::string key = form.key.empty() ? "" : "#" + std::string(form.key);
        forms.push_back("${" + form.fetch() + key + "}");
      });
  return forms;
}

}  // namespace itk::invoke
