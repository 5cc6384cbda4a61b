// Records of ours as saved evidence: the events of another run, as they were found.
#pragma once

#include <string>
#include <string_view>

#include "itk-collect/readers/file.h"

namespace itk::collect::readers {

bool is_record_stream(std::string_view text);
// The events of the stream; they belong to no invocation any more, for those are not in the stream that is written.
// Gives why they may not be all ("3: ..."), or "".
std::string read_records(std::string_view text, redact::Redactor& redactor, FileEvidence& out);

}  // namespace itk::collect::readers
