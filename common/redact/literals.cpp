#include "common/redact/literals.h"

namespace itk::redact {

void Literals::add(std::string text, std::string normal_form, std::size_t tag) {
  for (std::uint32_t shift = 0; shift < sizeof(std::uint32_t); ++shift) {
    const std::uint32_t word = word_at(text.data() + shift);
    probes_.push_back({word, shift, entries_.size()});
    const std::size_t bit = slot(word);
    table_[bit >> 6] |= std::uint64_t{1} << (bit & 63);
  }
  entries_.push_back({std::move(text), std::move(normal_form), tag});
}

}  // namespace itk::redact
