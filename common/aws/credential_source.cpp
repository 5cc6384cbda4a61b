#include "common/aws/credential_source.h"

#include <fmt/core.h>

#include <algorithm>

namespace itk::aws {
namespace {

constexpr std::int64_t k_minute_ns = 60'000'000'000;

Timestamp after_minutes(Timestamp time, std::int64_t minutes) { return {time.ns + minutes * k_minute_ns}; }

}  // namespace

CredentialSource::CredentialSource(Credentials fixed) : held_(std::move(fixed)) {}

CredentialSource::CredentialSource(Load load, Clock& clock, const Logger& log)
    : load_(std::move(load)), clock_(&clock), log_(&log) {}

Status CredentialSource::load() {
  ITK_TRY_ASSIGN(held_, load_());
  const Timestamp now = clock_->now();
  renew_at_.reset();
  if (held_->expiration) {
    // Some sources give credentials of a few minutes, and some the same again until they expire: a minute
    // keeps such a source from being asked before every call.
    renew_at_ = std::max(after_minutes(*held_->expiration, -15), after_minutes(now, 1));
    if (*held_->expiration <= now) {
      // Not refused here: this machine's clock may be wrong, and the service knows better.
      log_->warning(fmt::format("the AWS credentials expired at {}, by this machine's clock",
                                format_rfc3339(*held_->expiration)));
    }
  }
  return {};
}

Result<const Credentials*> CredentialSource::current() {
  if (!held_) {
    ITK_TRY(load());
  } else if (renew_at_) {
    if (const Timestamp now = clock_->now(); now >= *renew_at_) {
      return renew_before_expiry(now);
    }
  }
  return &*held_;
}

Result<const Credentials*> CredentialSource::renew_before_expiry(Timestamp now) {
  const Timestamp expiration = *held_->expiration;
  log_->debug(fmt::format("the AWS credentials expire at {}: fetching new ones", format_rfc3339(expiration)));
  const Status loaded = load();
  if (loaded) {
    return &*held_;
  }
  if (now >= after_minutes(expiration, -10)) {
    return tl::make_unexpected(with_context(
        loaded.error(),
        fmt::format("the AWS credentials expire at {} and cannot be renewed", format_rfc3339(expiration))));
  }
  log_->warning(fmt::format("the AWS credentials expire at {} and cannot be renewed, trying again in a minute: {}",
                            format_rfc3339(expiration), loaded.error().message));
  renew_at_ = after_minutes(now, 1);
  return &*held_;
}

Result<bool> CredentialSource::renew() {
  if (!load_ || !held_) {
    return false;
  }
  const std::string refused = held_->access_key_id + " " + held_->session_token;
  ITK_TRY(load());
  return held_->access_key_id + " " + held_->session_token != refused;
}

}  // namespace itk::aws
