// Credentials for as long as a run lasts: loaded once, renewed before they expire. Clients share one, so that
// a role is assumed once and not once per service. Not for several threads at once.
#pragma once

#include <functional>
#include <optional>

#include "common/aws/sigv4.h"
#include "common/base/clock.h"
#include "common/base/log.h"

namespace itk::aws {

class CredentialSource {
 public:
  using Load = std::function<Result<Credentials>()>;

  // Those, for ever.
  explicit CredentialSource(Credentials fixed);
  // Loaded by the first call of current(). `clock` and `log` outlive the source.
  CredentialSource(Load load, Clock& clock, const Logger& log);

  // What to sign with now; valid until the next call. With 15 minutes left new ones are fetched, and the old
  // ones go on if that fails; with 10 minutes left a failure is an error. (The numbers of AWS's SDK for
  // Python.)
  Result<const Credentials*> current();

  // After a service refused what current() gave as expired: whether others are there now.
  Result<bool> renew();

  // What current() gave last; null before that.
  const Credentials* held() const { return held_ ? &*held_ : nullptr; }

 private:
  Status load();
  Result<const Credentials*> renew_before_expiry(Timestamp now);

  Load load_;
  Clock* clock_ = nullptr;
  const Logger* log_ = nullptr;
  std::optional<Credentials> held_;
  std::optional<Timestamp> renew_at_;
};

}  // namespace itk::aws
