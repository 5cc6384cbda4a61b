// OTLP's requests in protobuf as the same in OTLP's JSON, which the reader of saved evidence understands.
//
// Of OTLP's messages a dozen are needed, none of them changes but by new fields, and what is made of them is JSON: a table
// of fields says that in less than the generated classes and their runtime library would cost every start of the tool.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace itk::collect::otlp {

enum class Signal { Traces, Logs };

// Errors: the bytes are no such message. Fields that this build does not know are left out.
Result<std::string> to_json(std::string_view protobuf, Signal signal);

// A google.rpc.Status, as an answer to a request that was refused.
std::string status_message(int code, std::string_view message);

}  // namespace itk::collect::otlp
