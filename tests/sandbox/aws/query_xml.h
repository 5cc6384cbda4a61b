// The answers of the query protocol.
#pragma once

#include <json/value.h>

#include <string>
#include <string_view>

#include "tests/sandbox/aws/catalogue.h"
#include "tests/sandbox/aws/fault.h"

namespace itk::sandbox {

// Objects become elements, arrays <member>s.
HttpResponse write_query_answer(const Route& route, const Json::Value& answer, std::string_view request_id);
HttpResponse write_query_fault(const ServiceInfo& service, const Fault& fault, std::string_view request_id);

}  // namespace itk::sandbox
