// How an answer goes wrong on its way, as networks and dying load balancers do it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace itk::sandbox {

struct Disturbance {
  enum class Head { Sent, Lost };
  enum class End { None, Close, Reset };

  std::chrono::milliseconds before{0};  // nothing is sent for this long
  Head head = Head::Sent;               // Lost: not one byte of the answer is sent
  // The body is sent in pieces of this size with a pause behind each; 0: as it comes.
  std::size_t piece = 0;
  std::chrono::milliseconds between{0};
  // After so many bytes of the body, or behind the whole answer, nothing more is sent ...
  std::optional<std::size_t> stops_after;
  std::chrono::milliseconds stall{0};  // ... for this long,
  End end = End::None;                 // and then the connection ends.
};

}  // namespace itk::sandbox
