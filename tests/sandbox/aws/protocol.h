// The wire protocols of the services at "/": how parameters, answers and faults look.
#pragma once

#include <json/value.h>

#include <map>
#include <string>
#include <string_view>

#include "tests/sandbox/aws/catalogue.h"
#include "tests/sandbox/aws/fault.h"
#include "tests/sandbox/aws/signature.h"
#include "tests/sandbox/http/server.h"

namespace itk::sandbox {

// The pairs of a form or of a query string.
std::map<std::string, std::string> read_form(std::string_view text);

// The parameters in the body.
Outcome<Json::Value> read_parameters(Protocol protocol, const HttpRequest& request);

// How this protocol names a refused signature.
Fault to_fault(Protocol protocol, const Refusal& refusal);

HttpResponse write_answer(const Route& route, const Json::Value& answer, std::string_view request_id);
HttpResponse write_fault(const ServiceInfo& service, const Fault& fault, std::string_view request_id);

}  // namespace itk::sandbox
