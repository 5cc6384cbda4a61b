// Percent-encoding (RFC 3986) and the parts of a URL, as SigV4 and our requests need them.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace itk::aws {

// Everything but A-Z a-z 0-9 - _ . ~ becomes %XX; `keep_slash` also leaves "/".
std::string percent_encode(std::string_view text, bool keep_slash = false);
// %XX of either case becomes its byte; what is not an escape stays as it is.
std::string percent_decode(std::string_view text);

struct UrlParts {
  std::string_view scheme;  // "http" or "https"
  std::string_view host;    // "localhost", "[::1]"
  std::string_view port;    // empty: the scheme's own
  std::string_view target;  // path and query; may be empty

  // As the Host header has it: with the port where it is not the scheme's own.
  std::string authority() const;
};

// Views into `url`. User info, fragments, spaces and control characters are errors.
Result<UrlParts> split_url(std::string_view url);

}  // namespace itk::aws
