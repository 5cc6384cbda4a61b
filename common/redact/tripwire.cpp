#include "common/redact/tripwire.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/redact/configured.h"

namespace itk::redact {
namespace {

// "12:7" of a byte.
std::string position_of(std::string_view bytes, std::size_t offset) {
  const std::string_view before = bytes.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  return fmt::format("{}:{}", line, offset - (before.rfind('\n') + 1) + 1);  // npos + 1 is 0
}

}  // namespace

Result<Tripwire> Tripwire::make(const Environment& settings) {
  Options options = options_of(settings);
  options.key = "nothing is replaced, so nobody needs a key";
  ITK_TRY_ASSIGN(Redactor redactor, make_redactor(options));
  return Tripwire(std::move(redactor));
}

Status Tripwire::check(const std::string& file, std::string_view bytes) {
  const std::vector<Finding> names = redactor_.find_secrets(file);
  const std::vector<Finding> findings = names.empty() ? redactor_.find_secrets(bytes) : std::vector<Finding>();
  if (names.empty() && findings.empty()) {
    return {};
  }
  const Finding& first = names.empty() ? findings.front() : names.front();
  const std::string where = names.empty() ? file + ":" + position_of(bytes, first.offset) : "the name of a file";
  const std::string more = findings.size() > 1 ? fmt::format(", and {} more", findings.size() - 1) : "";
  return tl::make_unexpected(contract_error(
      "secret_slipped_through",
      fmt::format("{}: something here would be redacted by the rule \"{}\"{}; it was not where it was recorded, so "
                  "nothing is written (is ITK_REDACT_RULES the same as there?)",
                  where, first.rule, more)));
}

}  // namespace itk::redact
