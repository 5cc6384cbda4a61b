// The quotas that a rate may run into. (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html,
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html)
#include <fmt/core.h>

#include <algorithm>

#include "common/aws/service_quotas.h"
#include "itk-invoke/doctor_targets.h"

namespace itk::invoke {
namespace {

using preflight::Kind;
using preflight::TargetFact;

constexpr double k_fifo_calls_per_second = 300;
constexpr double k_default_concurrency = 1000;
constexpr double k_invocations_per_concurrency = 10;  // per second
constexpr char k_concurrency_code[] = "L-B99A9384";   // Lambda's concurrent executions

bool is_slow_fifo(const TargetFact& fact) {
  const auto limit = fact.queue.find("FifoThroughputLimit");
  return fact.target.kind == Kind::Queue && fact.target.name.ends_with(".fifo") &&
         (limit == fact.queue.end() || limit->second != "perMessageGroupId");
}

}  // namespace

void TargetDoctor::examine_rate(double rate) {
  const std::size_t before = checks_.size();
  for (const TargetFact& fact : facts_.targets) {
    if (is_slow_fifo(fact) && rate > k_fifo_calls_per_second) {
      add({"quotas", Mark::Bad,
           fmt::format("{}/s is more than the {} calls/s of queue {}", rate, k_fifo_calls_per_second, fact.target.name),
           "--rate 300, or aws sqs set-queue-attributes with FifoThroughputLimit=perMessageGroupId and "
           "DeduplicationScope=messageGroup"});
    }
    if (fact.target.kind == Kind::Agent) {
      add({"quotas", Mark::Warning,
           fmt::format("AWS publishes no number for InvokeAgent; whether {}/s is too much shows in throttles", rate),
           "begin with a low --rate"});
    }
  }
  examine_concurrency(rate);
  if (checks_.size() == before) {
    add({"quotas", Mark::Ok, fmt::format("no known one is in the way of {}/s", rate)});
  }
}

void TargetDoctor::examine_concurrency(double rate) {
  std::int64_t longest = 0;
  for (const TargetFact& fact : facts_.targets) {
    longest = std::max(longest, fact.function ? fact.function->timeout_seconds : 0);
  }
  if (longest == 0) {
    return;
  }
  const auto quotas = aws_.client(aws::Service::ServiceQuotas, "");
  const auto quota = quotas ? aws::get_service_quota(**quotas, "lambda", k_concurrency_code)
                            : Result<aws::ServiceQuota>(tl::make_unexpected(quotas.error()));
  if (!quota) {
    is_missing_permission(quota.error(), "servicequotas:GetServiceQuota");
  }
  const double most = quota ? quota->value : k_default_concurrency;
  const std::string_view source = quota ? "this account's quota" : "AWS's default; this account's cannot be seen";
  const double needed = rate * static_cast<double>(longest);
  if (rate > most * k_invocations_per_concurrency) {
    add({"quotas", Mark::Bad,
         fmt::format("{}/s is more than Lambda takes: {} concurrent executions ({}) are {} invocations/s", rate, most,
                     source, most * k_invocations_per_concurrency),
         fmt::format("aws service-quotas request-service-quota-increase --service-code lambda --quota-code {}",
                     k_concurrency_code)});
  } else if (needed > most) {
    add({"quotas", Mark::Warning,
         fmt::format("{}/s of a function that takes its whole timeout of {} s need {} concurrent executions; there are "
                     "{} ({})",
                     rate, longest, needed, most, source),
         "a lower --rate, or --max-inflight"});
  } else {
    add({"quotas", Mark::Ok, fmt::format("{}/s fits into {} concurrent executions ({})", rate, most, source)});
  }
}

}  // namespace itk::invoke
