// `.env` files as the Python kit and shells write them: NAME=value, `export ` in front, quotes, comments.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace itk::settings {

struct DotenvEntry {
  std::string name, value;
  std::size_t line = 0;
};

struct Dotenv {
  std::vector<DotenvEntry> entries;  // in order of the file; the last one of a name counts
  struct Unread {
    std::size_t line;
    std::string why;
  };
  std::vector<Unread> unread;  // lines that say nothing that we understand
};

// Values are not interpolated. 'single quotes' are literal, "double quotes" know \n \t \" \\ \$; without quotes a
// value ends at " #" and loses its outer space.
Dotenv parse_dotenv(std::string_view text);

}  // namespace itk::settings
