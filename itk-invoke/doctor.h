// itk-doctor: every precondition of a live run as one line, with what mends it. It sends nothing and changes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/doctor_check.h"

namespace itk::invoke {

struct DoctorOptions {
  std::vector<std::string> cases;  // whose targets to look at; none: what is configured
  std::optional<double> rate;      // invocations per second that are planned
  std::string folder = ".";
  std::string env_file;
  aws::ConfigOptions aws;
};

struct Examination {
  Checks checks;
  std::string account, region;  // where they are known
};

// An error: the settings cannot be read at all. Everything else that is wrong is a check.
Result<Examination> examine(const DoctorOptions& options, const Environment& environment,
                            const AwsAccess::MakeTransport& make_transport, Clock& clock, const Logger& log);

}  // namespace itk::invoke
