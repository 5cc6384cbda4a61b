// AWS, as far as a run asks for it.
#pragma once

#include "common/aws/access.h"
#include "common/aws/loop.h"

namespace itk::invoke {

using AwsAccess = aws::Access;

}  // namespace itk::invoke
