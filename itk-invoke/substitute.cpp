#include "itk-invoke/substitute.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/nearest.h"
#include "itk-invoke/late_form.h"

namespace itk::invoke {
namespace {

// A default may have variables of its own; a text of nothing but "${A:-" must not exhaust the stack.
constexpr int k_most_nested = 8;

constexpr std::string_view k_examples = "examples.";

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// NAME of "NAME" or "NAME:-default"; empty if `inside` is neither.
std::string_view variable_name(std::string_view inside) {
  const auto end = std::find_if_not(inside.begin(), inside.end(), is_name_character);
  const std::string_view name = inside.substr(0, static_cast<std::size_t>(end - inside.begin()));
  const std::string_view rest = inside.substr(name.size());
  const bool is_name = !name.empty() && !(name[0] >= '0' && name[0] <= '9');
  return is_name && (rest.empty() || rest.starts_with(":-")) ? name : std::string_view();
}

// NAME of "examples.NAME" or "examples.NAME:-default"; empty if `inside` is neither.
std::string_view example_name(std::string_view inside) {
  if (!inside.starts_with(k_examples)) {
    return {};
  }
  const std::string_view name = inside.substr(k_examples.size());
  return name.substr(0, name.find(":-"));
}

// Offset of the "}" that closes the "${" at the start of `text`; npos: there is none.
std::size_t find_close(std::string_view text) {
  int depth = 1;
  for (std::size_t at = 2; at < text.size(); ++at) {
    if (text.substr(at).starts_with("${")) {
      ++depth;
    } else if (text[at] == '}' && --depth == 0) {
      return at;
    }
  }
  return std::string_view::npos;
}

class Substitution {
 public:
  explicit Substitution(const Names& names) : names_(names) {}

  Substituted run(std::string_view text) {
    read(text, 0);
    flush();
    return std::move(result_);
  }

 private:
  void read(std::string_view text, int depth) {
    while (!text.empty()) {
      const std::size_t dollar = std::min(text.find('$'), text.size());
      literal_ += text.substr(0, dollar);
      text.remove_prefix(dollar);
      if (text.starts_with("$${") && !names_.is_prose) {
        literal_ += "${";
        result_.changed = true;
        text.remove_prefix(3);
      } else if (text.starts_with("${")) {
        text.remove_prefix(read_form(text, depth));
      } else if (!text.empty()) {
        literal_ += '$';
        text.remove_prefix(1);
      }
    }
  }

  // The "${...}" at the start of `text`; yields its size.
  std::size_t read_form(std::string_view text, int depth) {
    const std::size_t close = find_close(text);
    const std::size_t size = close == std::string_view::npos ? text.size() : close + 1;
    const std::string_view whole = text.substr(0, size);
    const std::string_view inside = close == std::string_view::npos ? std::string_view() : text.substr(2, close - 2);
    if (!example_name(inside).empty()) {
      read_example(whole, inside, depth);
    } else if (const YamlNode* value = in_row(inside)) {
      insert(*value, inside);
    } else if (names_.is_prose) {
      literal_ += whole;
    } else if (const std::optional<LateForm> form = late_form_at(whole); form && form->size == size) {
      flush();
      result_.text += whole;
      result_.is_late = true;
    } else if (claims_to_be_late(inside)) {
      result_.unknown.emplace_back(whole);
      literal_ += whole;
    } else {
      read_variable(whole, inside, depth);
    }
    return size;
  }

  void read_variable(std::string_view whole, std::string_view inside, int depth) {
    const std::string_view name = variable_name(inside);
    if (name.empty() || depth > k_most_nested) {
      result_.malformed.emplace_back(whole);
      literal_ += whole;
    } else if (const std::optional<std::string> value = names_.variables.get(name)) {
      literal_ += *value;
      result_.changed = true;
    } else if (inside.size() > name.size()) {
      result_.changed = true;
      read(inside.substr(name.size() + 2), depth + 1);
    } else {
      result_.unset.emplace_back(name);
      literal_ += whole;
    }
  }

  const YamlNode* in_row(std::string_view inside) const {
    const std::string_view name = variable_name(inside);
    return names_.row == nullptr || name.empty() ? nullptr : names_.row->find(name);
  }

  void read_example(std::string_view whole, std::string_view inside, int depth) {
    const std::string_view name = example_name(inside);
    const std::size_t otherwise = inside.find(":-");
    if (const YamlNode* value = names_.row == nullptr ? nullptr : names_.row->find(name)) {
      insert(*value, name);
    } else if (otherwise != std::string_view::npos && names_.row != nullptr && depth <= k_most_nested) {
      result_.changed = true;
      read(inside.substr(otherwise + 2), depth + 1);
    } else {
      result_.no_example.emplace_back(name);
      literal_ += whole;
    }
  }

  // A value of the row, which was substituted itself: it may have late forms.
  void insert(const YamlNode& value, std::string_view name) {
    result_.changed = true;
    if (value.is_sequence() || value.is_map()) {
      result_.not_text.emplace_back(name);
      return;
    }
    for_each_piece(
        value.text, [&](std::string_view literal) { literal_ += literal; },
        [&](const LateForm& form) {
          flush();
          result_.is_late = true;
          result_.text += fmt::format("${{{}{}{}}}", form.fetch(), form.key.empty() ? "" : "#", form.key);
        });
  }

  // Literals are marked in one go: no "$" and "{itk.nonce}" of two sources may meet and become a form. Nobody looks for
  // forms in prose.
  void flush() {
    result_.text += names_.is_prose ? literal_ : mark_literal(literal_);
    literal_.clear();
  }

  const Names& names_;
  std::string literal_;
  Substituted result_;
};

// Names of two or three letters are near to any other, so none is offered for them.
std::string did_you_mean_variable(std::string_view name, const Environment& variables) {
  std::vector<std::string> names;
  for (const auto& [known, value] : variables.values()) {
    names.push_back(known);
  }
  return name.size() < 4 ? "" : did_you_mean(name, names);
}

// What to do about "${itk.nonse}", "${ssm:}".
std::string mend_unknown(std::string_view form) {
  if (form.starts_with("${answer.")) {
    return fmt::format("\"{}\" names no field of an answer; write ${{answer.job_id}} or ${{answer.job.id}}", form);
  }
  if (!form.starts_with("${itk.")) {
    return fmt::format("\"{}\" names nothing that can be fetched; write ${{ssm:NAME}}, ${{secret:NAME}} or "
                       "${{secret:NAME#json.key}}",
                       form);
  }
  const std::string_view typed = form.substr(6, form.size() - 7);
  const std::vector<std::string> near = nearest_names(typed, late_names(), 1);
  return fmt::format("there is no {} (there are itk.{}){}", form, fmt::join(late_names(), ", itk."),
                     near.empty() ? "" : fmt::format("; did you mean ${{itk.{}}}?", near[0]));
}

std::string describe_missing_example(const std::string& name, const YamlNode* row) {
  if (row == nullptr) {
    return fmt::format("${{examples.{}}}: the case has no `examples:`; add it, or remove this", name);
  }
  std::vector<std::string> columns;
  for (const YamlEntry& entry : row->entries) {
    columns.push_back(entry.key);
  }
  return fmt::format("${{examples.{0}}}: this row has no \"{0}\" (it has {1}){2}", name, fmt::join(columns, ", "),
                     did_you_mean(name, columns));
}

void report(const Substituted& found, Place at, const Names& names, std::vector<YamlProblem>& problems) {
  for (const std::string& name : found.unset) {
    problems.push_back({at, "unset_variable",
                        fmt::format("${{{0}}} is not set; set it in the environment, targets.json or .env, or write "
                                    "${{{0}:-default}}{1}",
                                    name, did_you_mean_variable(name, names.variables))});
  }
  for (const std::string& text : found.malformed) {
    problems.push_back({at, "bad_variable",
                        fmt::format("\"{}\" is neither ${{NAME}} nor ${{NAME:-default}}; write \"$${{\" where the "
                                    "text itself has \"${{\"",
                                    text)});
  }
  for (const std::string& form : found.unknown) {
    problems.push_back({at, "unknown_value", mend_unknown(form)});
  }
  for (const std::string& name : found.no_example) {
    problems.push_back({at, "no_example", describe_missing_example(name, names.row)});
  }
  for (const std::string& name : found.not_text) {
    problems.push_back({at, "example_type",
                        fmt::format("the example \"{}\" is a list or a mapping, which cannot stand inside of a text; "
                                    "let it be the whole value",
                                    name)});
  }
}

// The row's value, where the scalar is nothing but its name.
const YamlNode* whole_example(const YamlNode& scalar, const Names& names) {
  const std::string_view text = scalar.text;
  if (names.row == nullptr || !text.starts_with("${") || find_close(text) != text.size() - 1) {
    return nullptr;
  }
  const std::string_view inside = text.substr(2, text.size() - 3);
  const std::string_view example = example_name(inside);
  return names.row->find(example.empty() ? variable_name(inside) : example);
}

}  // namespace

Substituted substitute(std::string_view text, const Names& names) { return Substitution(names).run(text); }

void substitute_all(YamlNode& node, const Names& names, std::vector<YamlProblem>& problems) {
  for (YamlNode& item : node.items) {
    substitute_all(item, names, problems);
  }
  for (YamlEntry& entry : node.entries) {
    entry.key = names.is_prose ? std::move(entry.key) : mark_literal(entry.key);
    substitute_all(entry.value, names, problems);
  }
  if (!node.is_scalar() || node.text.find("${") == std::string::npos) {
    return;
  }
  if (const YamlNode* value = whole_example(node, names)) {
    const bool is_quoted = node.is_text;
    const std::string tag = node.tag;
    node = *value;
    if (node.is_scalar() && (is_quoted || !tag.empty())) {
      node.is_text = is_quoted;
      node.tag = tag;
    }
    return;
  }
  Substituted found = substitute(node.text, names);
  report(found, node.at, names, problems);
  node.text = std::move(found.text);
  node.is_text = node.is_text || ((found.changed || found.is_late) && node.tag.empty());
}

}  // namespace itk::invoke
