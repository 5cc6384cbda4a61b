#include "common/redact/configured.h"

#include "common/base/text.h"
#include "common/redact/environment.h"
#include "common/redact/key_file.h"

namespace itk::redact {
namespace {

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::string_view name = trim(text.substr(0, text.find(',')));
    if (!name.empty()) {
      names.emplace_back(name);
    }
    text.remove_prefix(std::min(text.find(','), text.size() - 1) + 1);
  }
  return names;
}

}  // namespace

Options options_of(const Environment& settings) {
  Options options;
  options.keys = split_names(settings.get("ITK_REDACT_KEYS").value_or(""));
  options.patterns = split_patterns(settings.get("ITK_REDACT_PATTERNS").value_or(""));
  options.secrets = secrets_of(settings);
  options.rules_file = settings.get("ITK_REDACT_RULES").value_or("");
  return options;
}

Result<std::shared_ptr<Redactor>> make_configured_redactor(const Environment& settings, const std::string& folder) {
  Options options = options_of(settings);
  ITK_TRY_ASSIGN(options.key, find_or_make_key(settings, folder));
  ITK_TRY_ASSIGN(Redactor redactor, make_redactor(options));
  return std::make_shared<Redactor>(std::move(redactor));
}

}  // namespace itk::redact
