// CloudWatch Logs: FilterLogEvents, which finds an event within seconds of its ingestion.
#pragma once

#include <functional>
#include <memory>

#include "common/aws/client.h"
#include "common/settings/settings.h"
#include "itk-collect/log_source.h"

namespace itk::collect {

using MakeTransport = std::function<std::unique_ptr<aws::Transport>(const aws::TransportOptions&)>;

// With region, endpoint and credentials of flags and settings; their lack is the error. `clock` and `log`
// outlive it.
Result<std::unique_ptr<LogSource>> make_cloudwatch_source(const settings::Settings& settings,
                                                          const aws::ConfigOptions& flags,
                                                          const MakeTransport& make_transport, Clock& clock,
                                                          const Logger& log);

}  // namespace itk::collect
