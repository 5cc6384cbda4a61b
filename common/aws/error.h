// Error answers of AWS services as itk::Error: "sqs: QueueDoesNotExist: The specified queue ... (request id
// 1f2e)".
//
// Class and exit code by what the reader has to do (design: exit codes):
//   throttled, quota             quota       4  wait, or ask for more
//   5xx, timeouts, no connection transient   4  AWS or the network, after retries
//   keys, signature, permission  auth        5  refused: mend credentials or policy
//   any other 4xx                validation  2  what was asked for is wrong: a queue that does not exist, a
//   bad pattern
#pragma once

#include <string>
#include <string_view>

#include "common/aws/service.h"
#include "common/aws/transport.h"

namespace itk::aws {

// An answer of status >= 300 of a service that speaks JSON; a body that is not JSON (a proxy's page) becomes
// the message.
Error json_error(const ServiceInfo& service, const HttpResponse& response);
// The same for STS, which speaks XML.
Error xml_error(const ServiceInfo& service, const HttpResponse& response);
// Whichever the service speaks.
Error service_error(const ServiceInfo& service, const HttpResponse& response);

// A 200 whose body is not what the service promises: class transient, exit 4, code "bad_answer".
Error bad_answer(const ServiceInfo& service, std::string_view operation, std::string_view request_id,
                 std::string_view what);

// "" where the answer has none.
std::string request_id_of(const HttpResponse& response);

}  // namespace itk::aws
