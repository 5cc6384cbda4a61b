// What a file that does not exist may have been meant to be.
#pragma once

#include <string>

namespace itk::invoke {

// "; did you mean \"cases/happy.yaml\"?", from the files in its folder; "; its folder does not exist either"; or "".
std::string did_you_mean_file(const std::string& path);

}  // namespace itk::invoke
