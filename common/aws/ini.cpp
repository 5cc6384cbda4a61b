#include "common/aws/ini.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "common/aws/ascii.h"
#include "common/base/text.h"

namespace itk::aws {
namespace {

class IniParser {
 public:
  explicit IniParser(std::string_view file) : file_(file) {}

  Status read_line(std::string_view line) {
    ++line_number_;
    const std::string_view text = trim(line);
    if (text.empty() || text[0] == '#' || text[0] == ';') {
      return {};
    }
    if (text[0] == '[') {
      return read_section(text);
    }
    const std::size_t indent = line.find_first_not_of(" \t");
    if (value_ != nullptr && indent > value_indent_) {
      return read_continuation(text);
    }
    value_indent_ = indent;
    return read_value(text);
  }

  std::vector<IniSection> take() { return std::move(sections_); }

 private:
  auto fail(std::string_view what) const {
    return tl::make_unexpected(usage_error("bad_ini", fmt::format("{}:{}: {}", file_, line_number_, what)));
  }

  // "[ profile   dev ]  # comment" -> "profile dev"
  Status read_section(std::string_view text) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) {
      return fail("a section must end with \"]\"");
    }
    const std::string_view behind = trim(text.substr(end + 1));
    if (!behind.empty() && behind[0] != '#' && behind[0] != ';') {
      return fail(fmt::format("\"{}\" stands behind the \"]\" of a section", behind));
    }
    std::string name;
    for (const std::string& word : split_list(fold_tabs(text.substr(1, end - 1)), ' ')) {
      name += name.empty() ? word : " " + word;
    }
    if (name.empty()) {
      return fail("a section has no name");
    }
    const auto known = std::find_if(sections_.begin(), sections_.end(),
                                    [&](const IniSection& section) { return section.name == name; });
    if (known == sections_.end()) {
      sections_.push_back({std::move(name), line_number_, {}});
      section_ = sections_.size() - 1;
    } else {
      section_ = static_cast<std::size_t>(known - sections_.begin());
    }
    value_ = nullptr;
    return {};
  }

  Status read_value(std::string_view text) {
    if (!section_) {
      return fail("a value stands before the first [section]");
    }
    const std::size_t equals = text.find('=');
    const std::string name = lower_case(trim(text.substr(0, equals)));
    if (equals == std::string_view::npos || name.empty()) {
      return fail("expected \"name = value\", \"[section]\" or a comment");
    }
    IniValue value{without_comment(trim(text.substr(equals + 1))), line_number_, {}};
    value_ = &sections_[*section_].values.insert_or_assign(name, std::move(value)).first->second;
    return {};
  }

  // Below "s3 =", "  max_queue_size = 10"; below a value of its own, more of it.
  Status read_continuation(std::string_view text) {
    if (!value_->text.empty()) {
      value_->text += "\n" + std::string(text);
      return {};
    }
    const std::size_t equals = text.find('=');
    const std::string name = lower_case(trim(text.substr(0, equals)));
    if (equals == std::string_view::npos || name.empty()) {
      return fail("expected an indented \"name = value\"");
    }
    value_->nested.insert_or_assign(name, without_comment(trim(text.substr(equals + 1))));
    return {};
  }

  static std::string fold_tabs(std::string_view text) {
    std::string folded(text);
    std::replace(folded.begin(), folded.end(), '\t', ' ');
    return folded;
  }

  // A # or ; begins a comment only behind space: secrets and URLs may hold either.
  static std::string without_comment(std::string_view value) {
    for (std::size_t i = 1; i < value.size(); ++i) {
      if ((value[i] == '#' || value[i] == ';') && (value[i - 1] == ' ' || value[i - 1] == '\t')) {
        return std::string(trim(value.substr(0, i)));
      }
    }
    return std::string(value);
  }

  std::string file_;
  std::size_t line_number_ = 0;
  std::vector<IniSection> sections_;
  std::optional<std::size_t> section_;
  IniValue* value_ = nullptr;  // the one read last, in sections_
  std::size_t value_indent_ = 0;
};

}  // namespace

Result<std::vector<IniSection>> parse_ini(std::string_view text, std::string_view file) {
  IniParser parser(file);
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);  // editors on Windows write it
  }
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    ITK_TRY(parser.read_line(line));
  }
  return parser.take();
}

}  // namespace itk::aws
