// What itk-doctor does for which flag.
#pragma once

#include <string>

#include "itk-invoke/doctor.h"

namespace itk::invoke {

struct DoctorCommand {
  DoctorOptions doctor;
  std::string format = "text";  // "text", "json", "md"
  bool self = false;
  bool report = false;
  std::string command, errors;  // of the report: what was typed, the file of what it said
  std::string dead_letters_of;  // a run
};

struct DoctorAnswer {
  std::string text;
  ExitCode exit = ExitCode::Ok;
};

// `executable` is the path of this program: the others stand beside it.
Result<DoctorAnswer> run_doctor(const DoctorCommand& command, const Environment& environment,
                                const AwsAccess::MakeTransport& make_transport, Clock& clock, const Logger& log,
                                const std::string& executable);

}  // namespace itk::invoke
