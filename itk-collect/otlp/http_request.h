// One HTTP/1.1 request at the beginning of what a connection has sent.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "itk-collect/otlp/http_server.h"

namespace itk::collect::otlp {

struct ParsedRequest {
  enum class State { Incomplete, WantsContinue, Complete, Refused };
  State state = State::Incomplete;
  HttpRequest request;
  std::size_t size = 0;  // of the request in the bytes, where it is complete
  bool keeps_alive = true;
  HttpResponse refusal{};  // why it is refused; the connection is closed behind it
};

ParsedRequest parse_request(std::string_view bytes);

}  // namespace itk::collect::otlp
