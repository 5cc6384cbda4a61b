// HTTP requests as they went over the wire, in a form in which two clients can be compared.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace itk::test {

struct WireRequest {
  std::string method;
  std::string path;                            // percent-encoded, as sent
  std::string query;                           // as sent, without "?"
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string header(const std::string& name) const;
  // The names in the Authorization header, in its order; none: not signed.
  std::vector<std::string> signed_names() const;
};

// All bytes of one request.
WireRequest parse_wire_request(std::string_view bytes);

// The requests of ../shared/data/sigv4/reference-requests.txt by the name of the call; the second one of a name is
// "name#2". Their Authorization holds the names of the signed headers only.
std::map<std::string, WireRequest> read_reference_requests(std::string_view text);

// A body in which the order of keys and parameters, and white space between JSON tokens, make no difference.
std::string comparable_body(const WireRequest& request);

// The signature that the server would compute for what arrived, with the scope, date and header names that the request
// itself states. Empty for a request that is not signed.
std::string recomputed_signature(const WireRequest& request, std::string_view secret);
// The one that the request bears.
std::string stated_signature(const WireRequest& request);

}  // namespace itk::test
