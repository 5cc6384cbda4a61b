#include "common/redact/redactor.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/text.h"
#include "common/json/grammar.h"
#include "common/json/parser.h"
#include "common/json/raw_json.h"
#include "common/redact/anchors.h"
#include "common/redact/chars.h"
#include "common/redact/confine.h"
#include "common/redact/detectors.h"
#include "common/redact/key_file.h"
#include "common/redact/record_fields.h"
#include "common/redact/rules.h"
#include "common/redact/rules_file.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_least_key = 16;

// How a secret of the environment may be written besides as it is: in a URL, in JSON, in base 64 of its own.
std::vector<std::string> forms_of(const std::string& secret) {
  static constexpr char k_digits[] = "0123456789ABCDEF0123456789abcdef";
  std::vector<std::string> forms{secret};
  for (const std::size_t letters : {0u, 16u}) {
    for (const bool plus_for_space : {false, true}) {
      std::string url;
      for (const char c : secret) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~') {
          url += c;
        } else if (c == ' ' && plus_for_space) {
          url += '+';
        } else {
          ((url += '%') += k_digits[letters + (byte >> 4)]) += k_digits[letters + (byte & 15)];
        }
      }
      forms.push_back(std::move(url));
    }
  }
  std::string quoted = json::quote(secret);
  for (int depth = 0; depth < 3; ++depth) {
    const std::string inner = quoted.substr(1, quoted.size() - 2);
    forms.push_back(inner);
    quoted = json::quote(inner);
  }
  std::string encoded = base64_encode(secret);
  forms.push_back(encoded);
  encoded.erase(encoded.find_last_not_of('=') + 1);
  forms.push_back(encoded);
  std::sort(forms.begin(), forms.end());
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  return forms;
}

template <std::size_t size>
bool is_one_of(std::string_view word, const std::string_view (&words)[size]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

void find_patterns(Findings& findings) {
  const std::string_view text = findings.text();
  for (const UserPattern& pattern : findings.rules().patterns) {
    const int groups = std::min(pattern.regex->NumberOfCapturingGroups(), 1);
    re2::StringPiece found[2];
    std::size_t at = 0;
    while (at <= text.size() &&
           pattern.regex->Match({text.data(), text.size()}, at, text.size(), re2::RE2::UNANCHORED, found, groups + 1)) {
      const re2::StringPiece& piece = found[found[groups].empty() ? 0 : groups];
      const auto begin = static_cast<std::size_t>(piece.data() - text.data());
      if (pseudonym_at(text, begin) == 0) {
        findings.add(pattern.name, begin, begin + piece.size());
      }
      at = static_cast<std::size_t>(found[0].data() - text.data()) + std::max<std::size_t>(found[0].size(), 1);
    }
  }
}

// What a secret of each kind looks like, for patterns that are after one.
constexpr std::pair<std::string_view, std::string_view> k_samples[] = {
    {"email", "jane.doe@example.com"},
    {"phone", "+14155552671"},
    {"card", "4111111111111111"},
    {"ssn", "078-05-1120"},
    {"aws-key-id", "AKIAIOSFODNN7EXAMPLE"},
    {"jwt", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ"},
    {"github-token", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"},
};
constexpr std::string_view k_plain_samples[] = {"",
                                                "hello world",
                                                "42",
                                                "3.14",
                                                "2024-05-17T10:00:00.000Z",
                                                "1768927632159",
                                                "order-12345",
                                                "ok",
                                                "123456789012",
                                                "1234567890123456",
                                                "79104ea6-a5b1-4b5f-8c5e-4e5a0a2f0c11",
                                                "arn:aws:lambda:us-east-1:123456789012:function:orders"};

}  // namespace

struct Redactor::Impl {
  explicit Impl(const Options& options) : rules(options.key), fingerprint(redact::key_fingerprint(options.key)) {}

  std::vector<Edit> find(std::string_view text, Mode mode) {
    Findings findings(text, rules, mode);
    scan(findings);
    if (!rules.patterns.empty()) {
      find_patterns(findings);
    }
    if (!findings.edits().empty()) {
      settle(findings.edits());
    }
    return std::move(findings.edits());
  }

  std::vector<Edit> find_in_record(std::string_view line);

  bool write(std::string_view text, std::vector<Edit> edits, bool may_be_json, std::string& out) {
    if (edits.empty()) {
      return false;
    }
    const bool is_json = may_be_json && json::is_json(text, json::k_max_depth);
    if (is_json) {
      edits = confined(text, std::move(edits));
    }
    out = apply(text, edits, is_json);
    for (const Edit& edit : edits) {
      ++counts.try_emplace(std::string(edit.rule)).first->second;
    }
    return out != text;
  }

  Rules rules;
  Counts counts;
  std::string fingerprint;
};

Redactor::Redactor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Redactor::~Redactor() = default;
Redactor::Redactor(Redactor&&) noexcept = default;
Redactor& Redactor::operator=(Redactor&&) noexcept = default;

Result<Redactor> make_redactor(const Options& options) {
  if (options.key.size() < k_least_key) {
    return tl::make_unexpected(
        usage_error("redact_key", fmt::format("the redaction key has less than {} characters", k_least_key)));
  }
  auto impl = std::make_unique<Redactor::Impl>(options);
  Rules& rules = impl->rules;
  for (std::size_t tag = 0; tag < k_environment_tag; ++tag) {
    rules.literals.add(std::string(k_anchors[tag].text), tag);
  }
  for (const std::string& secret : options.secrets) {
    for (const std::string& form : forms_of(secret)) {
      if (form.size() >= k_least_literal) {
        rules.literals.add(form, secret, k_environment_tag);
      }
    }
  }
  for (const std::string& key : options.keys) {
    rules.keys.add(key);
  }
  for (const std::string& pattern : options.patterns) {
    ITK_TRY(add_pattern("pattern", pattern, "ITK_REDACT_PATTERNS", rules));
  }
  if (!options.rules_file.empty()) {
    ITK_TRY(read_rules_file(options.rules_file, rules));
  }
  return Redactor(std::move(impl));
}

bool Redactor::text_into(std::string_view text, std::string& out) {
  return impl_->write(text, impl_->find(text, {}), false, out);
}

bool Redactor::json_into(std::string_view json, std::string& out) {
  return impl_->write(json, impl_->find(json, {true, false}), true, out);
}

bool Redactor::record_into(std::string_view line, std::string& out) {
  return impl_->write(line, impl_->find_in_record(line), true, out);
}

bool Redactor::finds_in_record(std::string_view line) const { return !impl_->find_in_record(line).empty(); }

std::vector<Edit> Redactor::Impl::find_in_record(std::string_view line) {
  std::vector<Edit> edits = find(line, {true, false});
  if (edits.empty()) {
    return edits;
  }
  Nesting nesting(line);
  std::erase_if(edits, [&](const Edit& edit) {
    nesting.advance_to(edit.begin);
    const std::string_view field = nesting.top_key();
    return is_one_of(field, k_own_fields) ||
           (is_one_of(field, k_id_fields) && (edit.rule == rule::k_entropy || edit.rule == rule::k_aws_secret));
  });
  return edits;
}

std::string Redactor::text(std::string_view text) {
  std::string out;
  return text_into(text, out) ? out : std::string(text);
}

std::string Redactor::json(std::string_view json) {
  std::string out;
  return json_into(json, out) ? out : std::string(json);
}

std::string Redactor::record(std::string_view line) {
  std::string out;
  return record_into(line, out) ? out : std::string(line);
}

std::string Redactor::literal(std::string_view json, std::string_view path) {
  std::string before, behind;
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t cut = std::min(rest.find_first_of(".[]"), rest.size());
    const std::string_view key = rest.substr(0, cut);
    const bool is_key = !key.empty() && key != "$" && !all_of(key, is_digit);
    if (is_key) {
      before += '{';
      json::append_quoted(before, key);
      before += ':';
      behind += '}';
    }
    rest.remove_prefix(std::min(cut + 1, rest.size()));
  }
  std::string out;
  if (!json_into(before + std::string(json) + behind, out) || !out.starts_with(before)) {
    return std::string(json);
  }
  return out.substr(before.size(), out.size() - before.size() - behind.size());
}

std::optional<std::string> Redactor::aims_at_redacted(std::string_view regex) {
  std::string spelt;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    const bool is_escape = regex[i] == '\\' && !is_alnum(at_or_nul(regex, i + 1));
    if (!is_escape && regex[i] != '^' && regex[i] != '$') {
      spelt += regex[i];
    }
  }
  const std::vector<Finding> findings = find_secrets(spelt);
  if (!findings.empty()) {
    return findings[0].rule;
  }
  const re2::RE2 pattern({regex.data(), regex.size()}, re2::RE2::Quiet);
  const auto matches = [&](std::string_view text) {
    return re2::RE2::PartialMatch({text.data(), text.size()}, pattern);
  };
  if (!pattern.ok() || std::any_of(std::begin(k_plain_samples), std::end(k_plain_samples), matches)) {
    return std::nullopt;
  }
  for (const auto& [rule, sample] : k_samples) {
    const std::string shown = "<" + std::string(rule) + ":0123456789abcdef>";
    if (!impl_->rules.off.contains(rule) && matches(sample) && !matches(shown)) {
      return std::string(rule);
    }
  }
  return std::nullopt;
}

std::vector<Finding> Redactor::find_secrets(std::string_view bytes) {
  std::vector<Finding> findings;
  for (const Edit& edit : impl_->find(bytes, {false, true})) {
    findings.push_back({std::string(edit.rule), edit.begin, edit.end - edit.begin});
  }
  return findings;
}

const Counts& Redactor::counts() const { return impl_->counts; }
const std::string& Redactor::key_fingerprint() const { return impl_->fingerprint; }

}  // namespace itk::redact
