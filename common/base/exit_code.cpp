#include "common/base/exit_code.h"

#include <array>

namespace itk {
namespace {

constexpr std::array k_worst_first = {ExitCode::Internal,    ExitCode::Usage,  ExitCode::Refused,    ExitCode::Contract,
                                      ExitCode::Unreachable, ExitCode::Failed, ExitCode::Incomplete, ExitCode::Ok};

}  // namespace

ExitCode worst(ExitCode a, ExitCode b) {
  for (ExitCode code : k_worst_first) {
    if (a == code || b == code) {
      return code;
    }
  }
  return ExitCode::Internal;
}

std::optional<ExitCode> exit_code_from(long long number) {
  for (ExitCode code : k_worst_first) {
    if (static_cast<long long>(code) == number) {
      return code;
    }
  }
  return std::nullopt;
}

}  // namespace itk
