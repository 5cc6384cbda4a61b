// itk-doctor --dlq RUN.
#pragma once

#include <string>

#include "itk-invoke/aws_access.h"

namespace itk::invoke {

// One line for each message of the run in the dead-letter queues of the queues that it was sent to; one JSON object
// with all of them where `as_json`.
Result<std::string> report_dead_letters(const std::string& run, AwsAccess& aws, bool as_json);

}  // namespace itk::invoke
