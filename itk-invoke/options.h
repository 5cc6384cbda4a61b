// The command line of itk-invoke.
#pragma once

#include "itk-invoke/invoke.h"

namespace CLI {
class App;
}

namespace itk::invoke {

void declare_options(CLI::App& app, Options& options);

}  // namespace itk::invoke
