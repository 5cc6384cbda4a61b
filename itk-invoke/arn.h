// ARNs, which itk-invoke and the checks before a run both read.
#pragma once

#include "common/aws/arn.h"

namespace itk::invoke {

using aws::Arn;
using aws::parse_arn;

}  // namespace itk::invoke
