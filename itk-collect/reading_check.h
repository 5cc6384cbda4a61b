// The checks before a window is read (common/preflight): may this account, this region, these log groups be read?
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/aws/access.h"
#include "common/settings/settings.h"
#include "itk-collect/options.h"

namespace itk::collect {

// Where a run reads.
struct Surroundings {
  std::string account;
  std::string region;
  std::string endpoint_url;  // of CloudWatch Logs, where it is not AWS's own
};

using CheckReading = std::function<Result<Surroundings>(const settings::Settings&,
                                                        const std::vector<std::string>& groups, Clock&, const Logger&)>;

// Says the warnings; a refusal is the error. What is read is always redacted, so that nothing is to be forced.
Result<Surroundings> check_reading(const settings::Settings& settings, const Options& options,
                                   const std::vector<std::string>& groups,
                                   const aws::Access::MakeTransport& make_transport, Clock& clock, const Logger& log);

}  // namespace itk::collect
