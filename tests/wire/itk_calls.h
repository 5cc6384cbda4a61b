// Every call that ITK makes, once, through the real client and transport, as bytes that arrived at a socket.
#pragma once

#include <map>
#include <string>

#include "tests/wire/wire_request.h"

namespace itk::test {

inline constexpr char k_secret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

// By the name of the call: "sqs.send_message". boto3_requests.py and reference-requests.txt have the same names.
std::map<std::string, WireRequest> capture_itk_requests();

}  // namespace itk::test
