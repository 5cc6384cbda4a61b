// The rules file (ITK_REDACT_RULES), JSON, everything optional:
//
//   {
//     "keys": ["pin", "*.address", "headers.x-customer"],
//     "patterns": [{"name": "order", "regex": "ORD-\\d{6}"}],
//     "off": ["phone"],
//     "allow": {"keys": ["csrfToken"], "values": ["support@example.com"], "patterns": [".*@example\\.com"]}
//   }
//
// `off` switches rules off by name; `allow` lets single things through: keys by name, found pieces by value or RE2.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/redact/rules.h"

namespace itk::redact {

Status read_rules_file(const std::string& path, Rules& rules);

// Adds a pattern; `where` begins the message of an error.
Status add_pattern(const std::string& name, const std::string& regex, const std::string& where, Rules& rules);

}  // namespace itk::redact
