#include "common/base/hash_set.h"

#include <functional>

namespace itk {
namespace {

constexpr std::size_t k_first_slots = 64;

__extension__ typedef unsigned __int128 Wide;

std::uint64_t bits_of(std::string_view text) {
  const std::uint64_t bits = std::hash<std::string_view>{}(text)*0x9E3779B97F4A7C15u;
  return bits == 0 ? 1 : bits;
}

// The slot that holds these bits, or the free one where they belong.
std::size_t slot_of(const std::vector<std::uint64_t>& slots, std::uint64_t bits) {
  auto slot = static_cast<std::size_t>(static_cast<Wide>(bits) * slots.size() >> 64);
  while (slots[slot] != 0 && slots[slot] != bits) {
    slot = slot + 1 == slots.size() ? 0 : slot + 1;
  }
  return slot;
}

bool is_full(std::size_t size, std::size_t slots) { return (size + 1) * 20 > slots * 17; }

std::size_t more_than(std::size_t slots) { return slots == 0 ? k_first_slots : slots + slots / 2; }

}  // namespace

bool HashSet::insert(std::string_view text) {
  if (is_full(size_, slots_.size())) {
    std::vector<std::uint64_t> larger(more_than(slots_.size()));
    for (const std::uint64_t bits : slots_) {
      if (bits != 0) {
        larger[slot_of(larger, bits)] = bits;
      }
    }
    slots_.swap(larger);
  }
  const std::uint64_t bits = bits_of(text);
  std::uint64_t& slot = slots_[slot_of(slots_, bits)];
  const bool is_new = slot == 0;
  slot = bits;
  size_ += is_new ? 1 : 0;
  return is_new;
}

bool HashSet::contains(std::string_view text) const { return size_ > 0 && slots_[slot_of(slots_, bits_of(text))] != 0; }

std::pair<std::uint32_t, bool> HashNumbers::number(std::string_view text) {
  if (is_full(size_, slots_.size())) {
    std::vector<std::uint64_t> larger(more_than(slots_.size()));
    std::vector<std::uint32_t> numbers(larger.size());
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i] != 0) {
        const std::size_t slot = slot_of(larger, slots_[i]);
        larger[slot] = slots_[i];
        numbers[slot] = numbers_[i];
      }
    }
    slots_.swap(larger);
    numbers_.swap(numbers);
  }
  const std::uint64_t bits = bits_of(text);
  const std::size_t slot = slot_of(slots_, bits);
  const bool is_new = slots_[slot] == 0;
  if (is_new) {
    slots_[slot] = bits;
    numbers_[slot] = size_++;
  }
  return {numbers_[slot], is_new};
}

}  // namespace itk
