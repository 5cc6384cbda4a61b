#include "tests/sandbox/faults/plan.h"

#include <algorithm>

namespace itk::sandbox {
namespace {

bool holds(const HttpRequest& request, const std::string& text) {
  return request.target.find(text) != std::string::npos || request.body.find(text) != std::string::npos ||
         std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return header.second.find(text) != std::string::npos; });
}

bool matches(const faults::Rule& rule, std::string_view service, std::string_view operation,
             const HttpRequest& request) {
  return (rule.service.empty() || rule.service == service) && (rule.operation.empty() || rule.operation == operation) &&
         (rule.match.empty() || holds(request, rule.match));
}

}  // namespace

FaultPlan::FaultPlan(std::vector<faults::Rule> rules, std::vector<std::string> denied) : denied_(std::move(denied)) {
  for (faults::Rule& rule : rules) {
    const std::uint64_t seed = rule.seed;
    rules_.push_back({std::move(rule), std::mt19937_64(seed)});
  }
}

bool FaultPlan::is_over_quota(Counted& counted, Timestamp now) {
  const double most = *counted.rule.per_second;
  const double passed_s = counted.filled.ns == 0 ? 1 : static_cast<double>(now.ns - counted.filled.ns) / 1e9;
  counted.tokens = std::min(std::max(most, 1.0), counted.tokens + passed_s * most);
  counted.filled = now;
  if (counted.tokens < 1) {
    return true;
  }
  counted.tokens -= 1;
  return false;
}

bool FaultPlan::is_due(Counted& counted, Timestamp now) {
  const faults::Rule& rule = counted.rule;
  ++counted.matched;
  if (counted.matched < rule.from || (rule.count != 0 && counted.fired >= rule.count)) {
    return false;
  }
  if (rule.per_second) {
    return is_over_quota(counted, now);
  }
  return !rule.probability || std::uniform_real_distribution<double>()(counted.chance) < *rule.probability;
}

const faults::Rule* FaultPlan::strike(std::string_view service, std::string_view operation, const HttpRequest& request,
                                      Timestamp now) {
  const std::lock_guard lock(mutex_);
  const faults::Rule* struck = nullptr;
  for (Counted& each : rules_) {
    if (matches(each.rule, service, operation, request) && is_due(each, now) && struck == nullptr) {
      ++each.fired;
      struck = &each.rule;
    }
  }
  return struck;
}

bool FaultPlan::denies(std::string_view action) const {
  return std::any_of(denied_.begin(), denied_.end(), [action](std::string_view each) {
    return each.ends_with('*') ? action.starts_with(each.substr(0, each.size() - 1)) : action == each;
  });
}

Json::Value FaultPlan::describe() const {
  const std::lock_guard lock(mutex_);
  Json::Value described;
  described["faults"] = Json::Value(Json::arrayValue);
  for (std::size_t at = 0; at < rules_.size(); ++at) {
    const Counted& counted = rules_[at];
    Json::Value entry;
    entry["rule"] = Json::UInt64{at};
    entry["service"] = counted.rule.service;
    entry["operation"] = counted.rule.operation;
    entry["fault"] = counted.rule.name;
    entry["matched"] = Json::UInt64{counted.matched};
    entry["fired"] = Json::UInt64{counted.fired};
    described["faults"].append(entry);
  }
  return described;
}

}  // namespace itk::sandbox
