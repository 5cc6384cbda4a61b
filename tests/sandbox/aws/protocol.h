// The three wire protocols: how a call says what it wants, and how answers and faults look.
#pragma once

#include <json/value.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/aws/signature.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

enum class Protocol {
  SqsJson,   // AWS JSON 1.0, compatible with the query protocol that it replaced
  LogsJson,  // AWS JSON 1.1
  StsQuery,  // form in, XML out
};

struct Route {
  Protocol protocol;
  std::string operation;
};

// The pairs of a form or of a query string.
std::map<std::string, std::string> read_form(std::string_view text);

// Nothing when the request means no service that is served here.
std::optional<Route> find_route(const HttpRequest& request);

// "sqs": what the credential scope must say.
std::string_view signing_name(Protocol protocol);

// The parameters in the body.
Outcome<Json::Value> read_parameters(Protocol protocol, const HttpRequest& request);

// How this protocol names a refused signature.
Fault to_fault(Protocol protocol, const Refusal& refusal);

HttpResponse write_answer(const Route& route, const Json::Value& answer, std::string_view request_id);
HttpResponse write_fault(Protocol protocol, const Fault& fault, std::string_view request_id);

}  // namespace itk::sandbox
