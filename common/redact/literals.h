// Finds any of a set of texts, each at least k_least_literal bytes long. Only every fourth place is looked at: seven
// bytes in a row have four at one of them, whose hash is in a small table. Texts that have seven bytes in common share
// them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace itk::redact {

inline constexpr std::size_t k_least_literal = 7;

class Literals {
 public:
  // `tag` is handed back with each hit, and `normal_form`: what the text is a spelling of.
  void add(std::string text, std::string normal_form, std::size_t tag);
  void add(std::string text, std::size_t tag) { add(text, text, tag); }
  bool empty() const { return entries_.empty(); }

  // Calls hit(offset, size, tag, normal form) for each occurrence.
  template <class Hit>
  void find(std::string_view text, Hit hit) const;

 private:
  struct Entry {
    std::string text;
    std::string normal_form;
    std::size_t tag;
  };
  struct Probe {
    std::uint32_t bytes;
    std::uint32_t shift;  // of these bytes in the text of the entry
    std::size_t entry;
  };
  static std::uint32_t word_at(const char* bytes) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
  }
  bool has_probe(std::uint32_t bytes) const;
  static std::size_t slot(std::uint32_t word) { return (word * 0x9E3779B1u) >> 17; }

  std::vector<Entry> entries_;
  std::vector<Probe> probes_;  // in order of their bytes
  std::array<std::uint64_t, 512> table_{};
};

template <class Hit>
void Literals::find(std::string_view text, Hit hit) const {
  for (std::size_t at = 0; at + sizeof(std::uint32_t) <= text.size(); at += sizeof(std::uint32_t)) {
    const std::uint32_t word = word_at(text.data() + at);
    const std::size_t bit = slot(word);
    if ((table_[bit >> 6] >> (bit & 63) & 1) == 0) {
      continue;
    }
    auto probe = std::lower_bound(probes_.begin(), probes_.end(), word,
                                  [](const Probe& one, std::uint32_t bytes) { return one.bytes < bytes; });
    for (; probe != probes_.end() && probe->bytes == word; ++probe) {
      const Entry& entry = entries_[probe->entry];
      if (at >= probe->shift && text.substr(at - probe->shift).starts_with(entry.text)) {
        hit(at - probe->shift, entry.text.size(), entry.tag, entry.normal_form);
      }
    }
  }
}

}  // namespace itk::redact
