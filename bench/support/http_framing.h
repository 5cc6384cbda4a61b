// Finds the requests in the bytes of a connection: HTTP/1.1 with Content-Length, which is what AWS's clients send.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace itk::bench {

// Views into the bytes that were looked at.
struct HttpRequest {
  std::string_view method;
  std::string_view target;
  std::string_view operation;  // X-Amz-Target behind its dot: "SendMessage"
  std::string_view body;
  std::size_t size = 0;  // of the request in `bytes`
};

enum class Framing { NeedMore, Complete, Broken };

// The request at the beginning of `bytes`.
Framing next_request(std::string_view bytes, HttpRequest& request);

// Answers of a service that is there and well; `now` is the value of the Date header.
void append_answer(std::string& out, std::string_view status, std::string_view content_type, std::string_view now,
                   std::string_view request_id, std::string_view body);

}  // namespace itk::bench
