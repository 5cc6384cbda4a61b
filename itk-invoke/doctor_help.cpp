#include "itk-invoke/doctor_help.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/aws/secrets.h"
#include "common/base/atomic_file.h"
#include "common/base/version.h"
#include "common/settings/dotenv.h"
#include "common/settings/known_names.h"

namespace itk::invoke {
namespace {

// Of a variable whose value nobody may see.
bool names_a_secret(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (name == "ITK_REDACT_KEYS") {
    return false;  // names of keys
  }
  for (const char* word : {"SECRET", "TOKEN", "PASSWORD", "PASSWD", "KEY", "CREDENTIAL", "AUTH"}) {
    if (name.find(word) != std::string::npos) {
      return true;
    }
  }
  return false;
}

class Cleaner {
 public:
  Cleaner(const Environment& environment, const settings::Dotenv& dotenv, redact::Redactor& redactor)
      : redactor_(redactor) {
    for (const auto& [name, value] : environment.values()) {
      add(name, value);
    }
    for (const settings::DotenvEntry& entry : dotenv.entries) {
      add(entry.name, entry.value);
    }
    // The longest first: a secret may be a part of another one.
    std::sort(secrets_.begin(), secrets_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  }

  std::string clean(std::string_view text) const {
    std::vector<std::string_view> views(secrets_.begin(), secrets_.end());
    return redactor_.text(aws::hide_what_looks_secret(aws::hide_secrets(std::string(text), views)));
  }

 private:
  void add(const std::string& name, const std::string& value) {
    if (names_a_secret(name) && value.size() >= 8) {
      secrets_.push_back(value);
    }
  }

  redact::Redactor& redactor_;
  std::vector<std::string> secrets_;
};

std::string fenced(std::string_view text) {
  // A fence that the text does not hold.
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos) {
    fence += '`';
  }
  return fmt::format("{}\n{}{}{}\n", fence, text, text.ends_with('\n') ? "" : "\n", fence);
}

std::string env_section(const settings::Dotenv& dotenv, const Cleaner& cleaner) {
  const std::vector<std::string>& known = settings::known_names();
  std::string text;
  for (const settings::DotenvEntry& entry : dotenv.entries) {
    const bool is_known = std::find(known.begin(), known.end(), entry.name) != known.end() ||
                          entry.name == "AWS_REGION" || entry.name == "AWS_DEFAULT_REGION" ||
                          entry.name == "AWS_PROFILE" || entry.name.starts_with("AWS_ENDPOINT_URL");
    // A resolver's command is the user's own text, and may hold anything.
    const bool is_shown = is_known && !names_a_secret(entry.name) && entry.name != "ITK_RESOLVER_CMD";
    text += fmt::format("{}={}\n", entry.name, is_shown ? cleaner.clean(entry.value) : "(set, not shown)");
  }
  return text;
}

}  // namespace

std::string help_report(const HelpRequest& request, const Examination& examination, const Environment& environment,
                        redact::Redactor& redactor, Timestamp now) {
  settings::Dotenv dotenv;
  if (!request.env_file.empty()) {
    dotenv = settings::parse_dotenv(read_file(request.env_file).value_or(""));
  }
  const Cleaner cleaner(environment, dotenv, redactor);
  const auto or_unknown = [](const std::string& text) { return text.empty() ? std::string("unknown") : text; };
  std::string report =
      fmt::format("# ITK: a report for those who help\n\n{}\n\n- ITK {}\n", format_rfc3339(now), k_version);
  for (const std::string& version : request.versions) {
    report += fmt::format("- {}\n", version);
  }
  report += fmt::format("- account {}, region {}\n", or_unknown(examination.account), or_unknown(examination.region));
  if (!request.command.empty()) {
    report += "\n## Command\n\n" + fenced(cleaner.clean(request.command));
  }
  if (!request.errors.empty()) {
    report += "\n## What it said\n\n" + fenced(cleaner.clean(request.errors));
  }
  report += "\n## Preconditions\n\n" + fenced(cleaner.clean(to_text(examination.checks)));
  report += "\n## .env\n\n" + (request.env_file.empty() ? "There is none.\n" : fenced(env_section(dotenv, cleaner)));
  return report;
}

}  // namespace itk::invoke
