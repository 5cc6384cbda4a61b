// The redactor of a run, as its settings want it.
#pragma once

#include <memory>
#include <string>

#include "common/base/environment.h"
#include "common/redact/redactor.h"

namespace itk::redact {

// `settings` are those of the run (common/settings): ITK_REDACT_KEYS, ITK_REDACT_PATTERNS, ITK_REDACT_RULES, the key
// (key_file.h, from `folder` upwards), and whatever in them is secret by its name.
Result<std::shared_ptr<Redactor>> make_configured_redactor(const Environment& settings, const std::string& folder);

// The same without a key.
Options options_of(const Environment& settings);

}  // namespace itk::redact
