// Candidates for .env: what there is in the account, by name, and the values that are still missing.
#pragma once

#include <string>
#include <vector>

#include "common/base/log.h"
#include "common/settings/settings.h"
#include "itk-invoke/aws_access.h"

namespace itk::invoke {

struct Candidate {
  std::string kind;      // "queue", "function", "agent", "log group"
  std::string variable;  // that would name it: "ITK_SQS_QUEUE_URL"
  std::string value;
  std::string name;         // for people, and what the glob is matched with
  std::string goes_with{};  // a further setting that belongs to it: "ITK_BEDROCK_AGENT_ALIAS_ID=..."
};

// All queues, functions, agents (each with its best alias) and log groups whose name matches the glob. What may not be
// listed is said in `log`, and left out.
Result<std::vector<Candidate>> discover(AwsAccess& aws, const std::string& match, const Logger& log);

// The lines to add to .env: a variable with exactly one candidate (of log groups: all), and none that is set anywhere.
// What is ambiguous is a comment.
std::string dotenv_lines(const std::vector<Candidate>& candidates, const settings::Settings& settings);

}  // namespace itk::invoke
