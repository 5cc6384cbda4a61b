#include "common/redact/literals.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_words = sizeof(std::uint32_t);  // one of so many stands at a fourth place

}  // namespace

bool Literals::has_probe(std::uint32_t bytes) const {
  return std::any_of(probes_.begin(), probes_.end(), [&](const Probe& probe) { return probe.bytes == bytes; });
}

void Literals::add(std::string text, std::string normal_form, std::size_t tag) {
  // The part of the text of which most is looked for already.
  std::size_t part = 0, most_known = 0;
  for (std::size_t at = 0; at + k_least_literal <= text.size(); ++at) {
    std::size_t known = 0;
    for (std::size_t shift = 0; shift < k_words; ++shift) {
      known += has_probe(word_at(text.data() + at + shift)) ? 1 : 0;
    }
    if (known > most_known) {
      most_known = known;
      part = at;
    }
  }
  for (std::size_t shift = part; shift < part + k_words; ++shift) {
    const std::uint32_t word = word_at(text.data() + shift);
    const auto behind = std::upper_bound(probes_.begin(), probes_.end(), word,
                                         [](std::uint32_t bytes, const Probe& probe) { return bytes < probe.bytes; });
    probes_.insert(behind, {word, static_cast<std::uint32_t>(shift), entries_.size()});
    const std::size_t bit = slot(word);
    table_[bit >> 6] |= std::uint64_t{1} << (bit & 63);
  }
  entries_.push_back({std::move(text), std::move(normal_form), tag});
}

}  // namespace itk::redact
