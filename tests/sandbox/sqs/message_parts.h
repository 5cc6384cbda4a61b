// Between the JSON of a call and the parts of a message.
#pragma once

#include <json/value.h>

#include <string>
#include <vector>

#include "tests/sandbox/aws/parameters.h"
#include "tests/sandbox/sqs/queue.h"

namespace itk::sandbox::sqs {

// A SendMessage call, or one entry of SendMessageBatch.
Outcome<Outgoing> read_outgoing(const Parameters& parameters);

// Which attributes a receiver asked for: names, "prefix.*", "All".
bool is_asked_for(const std::vector<std::string>& asked, std::string_view name);

// One message of ReceiveMessage's answer.
Json::Value describe_received(const Received& received, const std::vector<std::string>& attributes,
                              const std::vector<std::string>& system_attributes, std::string_view sender);

}  // namespace itk::sandbox::sqs
