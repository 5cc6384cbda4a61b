// The checks before anything is sent or read: who we are, whether that account, those regions and those targets are
// meant, and whether they are there.
#pragma once

#include <string>
#include <vector>

#include "common/preflight/facts.h"
#include "common/preflight/policy.h"
#include "common/preflight/rules.h"

namespace itk::preflight {

// What the caller has found out by itself.
struct Given {
  std::size_t cases = 0;
  std::size_t cases_with_problems = 0;
  std::string output{};          // what will be written to; empty: nothing
  std::string output_problem{};  // why that cannot be; empty: it can
};

struct Outcome {
  Facts facts;
  std::vector<Finding> findings;
  // Whether production is read because the user confirmed it: then redaction is not optional.
  bool forces_redaction = false;

  bool is_refused() const;
  // The refusals as one error, which names the rule of each: exit 5, or what is worst.
  Error refusal() const;
};

// An error: credentials or AWS gave no answer at all. A refusal is an outcome.
Result<Outcome> check(const std::vector<Target>& targets, const Policy& policy, const Given& given,
                      const ClientFor& client_for);

}  // namespace itk::preflight
