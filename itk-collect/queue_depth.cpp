#include "itk-collect/queue_depth.h"

#include <fmt/core.h>

#include <charconv>
#include <memory>

#include "common/aws/arn.h"
#include "common/aws/queues.h"
#include "common/aws/sqs.h"

namespace itk::collect {
namespace {

constexpr std::int64_t k_between_ns = 1'000'000'000;

std::int64_t number(const std::map<std::string, std::string>& attributes, const std::string& name) {
  std::int64_t value = 0;
  if (const auto found = attributes.find(name); found != attributes.end()) {
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  }
  return value;
}

Result<std::string> url_of(aws::Client& sqs, const std::string& queue) {
  if (queue.find("://") != std::string::npos) {
    return queue;
  }
  const std::optional<aws::Arn> arn = aws::parse_arn(queue);
  return arn ? aws::get_queue_url(sqs, arn->resource, arn->account) : aws::get_queue_url(sqs, queue, "");
}

}  // namespace

QueueDepth make_queue_depth(const Environment& environment, const aws::ConfigOptions& flags,
                            const aws::Access::MakeTransport& make_transport, Clock& clock, const Logger& log) {
  auto access = std::make_shared<aws::Access>(environment, flags, clock, log, make_transport);
  return [access](const std::string& queue) -> Result<std::int64_t> {
    const std::optional<aws::Arn> arn = aws::parse_arn(queue);
    ITK_TRY_ASSIGN(aws::Client * sqs, access->client(aws::Service::Sqs, arn ? arn->region : ""));
    ITK_TRY_ASSIGN(const std::string url, url_of(*sqs, queue));
    ITK_TRY_ASSIGN(const auto attributes, aws::get_queue_attributes(*sqs, url));
    return number(attributes, "ApproximateNumberOfMessages") +
           number(attributes, "ApproximateNumberOfMessagesNotVisible") +
           number(attributes, "ApproximateNumberOfMessagesDelayed");
  };
}

std::optional<bool> QueueLook::is_empty(const std::string& queue) {
  Look& look = looks_[queue];
  const Timestamp now = clock_.now();
  if (!depth_ || now < look.due) {
    return std::nullopt;
  }
  const Result<std::int64_t> depth = depth_(queue);
  look.due = {clock_.now().ns + k_between_ns};
  if (!depth) {
    look.last = depth.error().message;
    if (!look.has_failed) {
      log_.warning(fmt::format("queue {}: {}", queue, look.last));
    }
    look.has_failed = true;
    return std::nullopt;
  }
  look.has_failed = false;
  look.last = fmt::format("{} message{} in it", *depth, *depth == 1 ? "" : "s");
  return *depth == 0;
}

std::string QueueLook::last(const std::string& queue) const {
  const auto found = looks_.find(queue);
  return found == looks_.end() ? "" : found->second.last;
}

}  // namespace itk::collect
