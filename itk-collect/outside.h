// AWS as itk-collect reaches it.
#pragma once

#include "common/aws/access.h"
#include "itk-collect/collect.h"

namespace itk::collect {

// `options` outlives it, and is looked at when something is needed: the command line may yet be read.
Outside make_outside(const Options& options, const aws::Access::MakeTransport& make_transport);

}  // namespace itk::collect
