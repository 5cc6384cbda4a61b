// What goes wrong between a function that logs and whoever reads its logs.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace itk::sandbox::logs {

struct Mishaps {
  // This share of events can be found only so much later, and so out of their order.
  double late_share = 0;
  std::chrono::milliseconds late_least{5'000};
  std::chrono::milliseconds late_most{30'000};
  // Behind every n-th event of a Lambda function stands a message of 1 MB, by turns whole and in pieces; 0: none.
  unsigned giant_every = 0;
};

// splitmix64: every bit of the input changes about half of the bits of the output.
std::uint64_t scatter(std::uint64_t value);

// How much later than usual this event can be found.
std::optional<std::chrono::milliseconds> lateness(const Mishaps& mishaps, std::uint64_t sequence);

// The messages behind the event of a function with this number; mostly none.
std::vector<std::string> giants(const Mishaps& mishaps, std::uint64_t number);

}  // namespace itk::sandbox::logs
