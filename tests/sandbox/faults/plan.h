// All rules of the sandbox, and how often each has matched and struck.
#pragma once

#include <json/value.h>

#include <cstdint>
#include <mutex>
#include <random>
#include <string_view>
#include <vector>

#include "common/base/time.h"
#include "tests/sandbox/faults/rule.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

class FaultPlan {
 public:
  FaultPlan(std::vector<faults::Rule> rules, std::vector<std::string> denied);

  // What strikes this call: the first rule whose turn it is. Valid as long as the plan.
  const faults::Rule* strike(std::string_view service, std::string_view operation, const HttpRequest& request,
                             Timestamp now);
  // Whether this IAM action ("sqs:SendMessage") is denied; patterns may end in "*".
  bool denies(std::string_view action) const;

  // {"faults":[{"rule":0,"service":...,"operation":...,"fault":"throttle","matched":3,"fired":1}]}
  Json::Value describe() const;

 private:
  struct Counted {
    faults::Rule rule;
    std::mt19937_64 chance;
    std::uint64_t matched = 0, fired = 0;
    // Of a quota.
    double tokens = 0;
    Timestamp filled{};
  };

  static bool is_due(Counted& counted, Timestamp now);
  static bool is_over_quota(Counted& counted, Timestamp now);

  std::vector<Counted> rules_;
  std::vector<std::string> denied_;
  mutable std::mutex mutex_;
};

}  // namespace itk::sandbox
