#include "tests/sandbox/logs/mishaps.h"

namespace itk::sandbox::logs {
namespace {

// The largest message, and the pieces in which Lambda writes what is longer than it may be.
constexpr std::size_t k_giant = 1'048'550;
constexpr std::size_t k_piece = 262'118;

std::string giant_message(std::uint64_t number) {
  std::string message = R"({"level":"DEBUG","message":"a document of a customer","number":)" + std::to_string(number) +
                        R"(,"document":")";
  while (message.size() < k_giant - 100) {
    message += "All work and no play makes " + std::to_string(message.size()) + " a dull number. ";
  }
  return message + "\"}";
}

}  // namespace

std::uint64_t scatter(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

std::optional<std::chrono::milliseconds> lateness(const Mishaps& mishaps, std::uint64_t sequence) {
  const std::uint64_t lot = scatter(~sequence);
  if (static_cast<double>(lot % 1'000'000) >= mishaps.late_share * 1'000'000) {
    return std::nullopt;
  }
  const auto span = static_cast<std::uint64_t>((mishaps.late_most - mishaps.late_least).count());
  return mishaps.late_least + std::chrono::milliseconds(scatter(lot) % (span + 1));
}

std::vector<std::string> giants(const Mishaps& mishaps, std::uint64_t number) {
  if (mishaps.giant_every == 0 || number % mishaps.giant_every != 0) {
    return {};
  }
  const std::string whole = giant_message(number);
  if (number / mishaps.giant_every % 2 == 1) {
    return {whole};
  }
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < whole.size(); at += k_piece) {
    pieces.push_back(whole.substr(at, k_piece));
  }
  return pieces;
}

}  // namespace itk::sandbox::logs
