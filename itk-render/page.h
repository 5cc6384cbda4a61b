// A self-contained page: one of the viewer's scripts, its style, and the data as JSON. It opens from file://, loads
// nothing, and its Content-Security-Policy lets no other script or style run than these two, by their hashes.
#pragma once

#include <string>
#include <string_view>

namespace itk::render {

// `json` is one JSON value; the script finds it in #data.
std::string make_page(std::string_view title, std::string_view script, std::string_view style, std::string_view json);

}  // namespace itk::render
