// What Python prints for a string: applications that log f"Invoking agent with {request}" leave this behind.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace itk::sandbox::demo {

// 'text', or "it's" where the text has a single quote and no double one.
std::string python_repr(std::string_view text);

// {'key': 'value', ...}
std::string python_dict(std::initializer_list<std::pair<std::string_view, std::string_view>> items);

}  // namespace itk::sandbox::demo
