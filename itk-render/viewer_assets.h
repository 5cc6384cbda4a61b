// The scripts and styles of viewer/, embedded at build time (ci/cmake/embed.cmake).
#pragma once

#include <string_view>

namespace itk::render::viewer {

extern const std::string_view style;
extern const std::string_view index_script;
extern const std::string_view sequence_script;
extern const std::string_view timeline_script;

}  // namespace itk::render::viewer
