// A fault on demand: which calls it strikes, and what goes wrong with them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tests/sandbox/http/disturbance.h"

namespace itk::sandbox::faults {

// The service refuses, and does nothing. Empty and 0: as this service words it.
struct Refusal {
  enum class Kind { Throttle, Error, ExpiredToken, AccessDenied };
  Kind kind = Kind::Error;
  int status = 0;
  std::string code, message;
  std::optional<std::int64_t> retry_after_s;
};

// AWS's clock differs from the sandbox's by so much: the Date header shows it, and the signature is checked by it.
struct ClockSkew {
  std::int64_t seconds = 0;
  std::string code;  // what a refusal is called; empty: as the service does
};

// The call is lost before the service sees it.
struct LostRequest {
  Disturbance disturbance;
};
// The service does the work, and the answer suffers.
struct DisturbedAnswer {
  Disturbance disturbance;
};

// The event stream goes wrong behind `events` frames.
struct BrokenStream {
  enum class Kind { Exception, BadCrc, Truncated };
  Kind kind = Kind::Exception;
  std::size_t events = 0;
  std::string code, message;  // of the exception
};

// Entries of a batch fail: those with these ids, or every n-th.
struct PartialBatch {
  std::vector<std::string> ids;
  std::size_t every = 2;
  std::string code, message;
  bool sender_fault = false;
};

struct WrongMd5 {
  std::string member;  // "MD5OfMessageBody"
};

using What = std::variant<Refusal, ClockSkew, LostRequest, DisturbedAnswer, BrokenStream, PartialBatch, WrongMd5>;

struct Rule {
  std::string service, operation;  // empty: any
  std::string match;               // stands in the target, a header or the body; empty: anything
  std::uint64_t from = 1;          // the first matching call that it strikes
  std::uint64_t count = 1;         // how many; 0: all
  std::optional<double> probability;
  std::uint64_t seed = 1;
  std::optional<double> per_second;  // strikes what is more than that, as a bucket of one second's tokens does
  std::string name;                  // "throttle"
  What what;
};

}  // namespace itk::sandbox::faults
