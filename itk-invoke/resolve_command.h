// What itk-resolve does for which flag.
#pragma once

#include <string>

#include "common/base/clock.h"
#include "common/base/line_writer.h"
#include "itk-invoke/aws_access.h"
#include "itk-invoke/resolve.h"

namespace itk::invoke {

struct ResolveCommand {
  ResolverOptions resolver;
  bool discover = false;
  bool dry_run = false;
  std::string match;  // of --discover
  aws::ConfigOptions aws;
};

// Says what it found on `out`, and writes targets.json or adds to `.env` unless `dry_run`.
Status run_resolve(const ResolveCommand& command, const Environment& environment,
                   const AwsAccess::MakeTransport& make_transport, Clock& clock, const Logger& log, LineWriter& out);

}  // namespace itk::invoke
