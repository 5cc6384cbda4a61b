// itk-doctor --report: what to send when asking for help. It holds no secret.
#pragma once

#include <string>
#include <vector>

#include "common/base/environment.h"
#include "common/base/result.h"
#include "common/redact/redactor.h"
#include "itk-invoke/doctor.h"

namespace itk::invoke {

struct HelpRequest {
  std::string command;                // what was typed, as people say it
  std::string errors;                 // what it said, in full
  std::string env_file;               // the path of .env; empty: there is none
  std::vector<std::string> versions;  // "curl 7.88.1"
};

// Markdown. Values of settings are shown where their names are known and none that bears a secret; in all texts, what
// is a secret of the environment or of .env is hidden, and whatever the redactor finds.
std::string help_report(const HelpRequest& request, const Examination& examination, const Environment& environment,
                        redact::Redactor& redactor, Timestamp now);

}  // namespace itk::invoke
