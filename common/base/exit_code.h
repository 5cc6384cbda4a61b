// The exit codes of every ITK executable (ARCHITECTURE.md has the table for people).
#pragma once

#include <optional>

namespace itk {

enum class ExitCode : int {
  Ok = 0,           // done; nothing failed
  Failed = 1,       // a negative verdict: failed or regressed
  Usage = 2,        // usage or configuration
  Contract = 3,     // input breaks the contract, or the stream was cut
  Unreachable = 4,  // AWS or network, after retries
  Refused = 5,      // unsafe target, or no credentials
  Incomplete = 6,   // evidence incomplete
  Internal = 70,    // a bug in ITK
};

// The worse of two codes, in the order 70, 2, 5, 3, 4, 1, 6, 0: what has to be mended first wins.
ExitCode worst(ExitCode a, ExitCode b);

// The code with this number, if it is one of ours.
std::optional<ExitCode> exit_code_from(long long number);

}  // namespace itk
