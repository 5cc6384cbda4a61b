#include "common/redact/rules_file.h"

#include <fmt/core.h>

#include "common/base/atomic_file.h"
#include "common/json/parser.h"
#include "common/redact/chars.h"

namespace itk::redact {
namespace {

Error rules_error(const std::string& where, const std::string& what) {
  return usage_error("redact_rules", fmt::format("{}: {}", where, what));
}

std::unique_ptr<re2::RE2> compile(const std::string& regex) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(re2::RE2::Options::EncodingLatin1);  // bytes: what is logged need not be UTF-8
  return std::make_unique<re2::RE2>(regex, options);
}

class RulesReader {
 public:
  RulesReader(const std::string& path, Rules& rules) : path_(path), rules_(rules) {}

  Status read(std::string_view text) {
    const json::PaddedText padded(text);
    ITK_TRY_ASSIGN(const auto* members, parser_.object(padded.view()));
    for (const json::Member& member : *members) {
      ITK_TRY(take(member));
    }
    return {};
  }

 private:
  Status take(const json::Member& member) {
    if (member.key == "keys") {
      return each_string(member, 1, [this](const std::string& name) { return rules_.keys.add(name), Status(); });
    }
    if (member.key == "off") {
      return each_string(member, 1, [this](const std::string& name) { return rules_.off.insert(name), Status(); });
    }
    if (member.key == "patterns") {
      return take_patterns(member);
    }
    if (member.key == "allow") {
      return take_allowed(member);
    }
    return unknown(std::string(member.key));
  }

  Status unknown(const std::string& name) const {
    return tl::make_unexpected(
        rules_error(path_, fmt::format("\"{}\" is unknown here; there are keys, patterns, off and allow (with keys, "
                                       "values, patterns)",
                                       name)));
  }

  Status take_patterns(const json::Member& member) {
    ITK_TRY_ASSIGN(const auto* patterns, parser_.array(member.value.raw, 1));
    for (const json::Member& pattern : *patterns) {
      if (pattern.value.kind == json::Kind::String) {
        ITK_TRY(add_pattern("pattern", std::string(pattern.value.text), path_, rules_));
        continue;
      }
      ITK_TRY_ASSIGN(const auto* fields, parser_.object(pattern.value.raw, 2));
      const json::Value* name = json::find(*fields, "name");
      const json::Value* regex = json::find(*fields, "regex");
      if (name == nullptr || regex == nullptr || fields->size() != 2) {
        return tl::make_unexpected(rules_error(path_, "a pattern is a string or has \"name\" and \"regex\""));
      }
      ITK_TRY(add_pattern(std::string(name->text), std::string(regex->text), path_, rules_));
    }
    return {};
  }

  Status take_allowed(const json::Member& member) {
    ITK_TRY_ASSIGN(const auto* lists, parser_.object(member.value.raw, 1));
    for (const json::Member& list : *lists) {
      if (list.key == "keys") {
        ITK_TRY(each_string(list, 2, [this](const std::string& name) { return rules_.keys.allow(name), Status(); }));
      } else if (list.key == "values") {
        ITK_TRY(each_string(list, 2, [this](const std::string& value) {
          return rules_.allowed.push_back(compile(re2::RE2::QuoteMeta(value))), Status();
        }));
      } else if (list.key == "patterns") {
        ITK_TRY(each_string(list, 2, [this](const std::string& regex) { return allow_pattern(regex); }));
      } else {
        return unknown("allow." + std::string(list.key));
      }
    }
    return {};
  }

  Status allow_pattern(const std::string& regex) {
    auto compiled = compile(regex);
    if (!compiled->ok()) {
      return tl::make_unexpected(rules_error(path_, fmt::format("\"{}\": {}", regex, compiled->error())));
    }
    rules_.allowed.push_back(std::move(compiled));
    return {};
  }

  template <class Take>
  Status each_string(const json::Member& member, std::size_t level, Take take) {
    if (member.value.kind != json::Kind::Array) {
      return tl::make_unexpected(rules_error(path_, fmt::format("\"{}\" is a list of strings", member.key)));
    }
    ITK_TRY_ASSIGN(const auto* elements, parser_.array(member.value.raw, level));
    for (const json::Member& element : *elements) {
      if (element.value.kind != json::Kind::String) {
        return tl::make_unexpected(rules_error(path_, fmt::format("\"{}\" is a list of strings", member.key)));
      }
      ITK_TRY(take(std::string(element.value.text)));
    }
    return {};
  }

  const std::string& path_;
  Rules& rules_;
  json::Parser parser_;
};

}  // namespace

Status add_pattern(const std::string& name, const std::string& regex, const std::string& where, Rules& rules) {
  const bool is_name = !name.empty() && all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
  if (!is_name) {
    return tl::make_unexpected(rules_error(
        where, fmt::format("\"{}\": the name of a pattern has lower-case letters, digits and dashes", name)));
  }
  auto compiled = compile(regex);
  if (!compiled->ok()) {
    return tl::make_unexpected(rules_error(where, fmt::format("\"{}\": {}", regex, compiled->error())));
  }
  if (re2::RE2::FullMatch("", *compiled)) {
    return tl::make_unexpected(rules_error(where, fmt::format("\"{}\" matches the empty text", regex)));
  }
  rules.patterns.push_back({name, std::move(compiled)});
  return {};
}

Status read_rules_file(const std::string& path, Rules& rules) {
  ITK_TRY_ASSIGN(const std::string text, read_file(path));
  const Status status = RulesReader(path, rules).read(text);
  if (!status && status.error().code != "redact_rules") {
    return tl::make_unexpected(rules_error(path, status.error().message));
  }
  return status;
}

}  // namespace itk::redact
