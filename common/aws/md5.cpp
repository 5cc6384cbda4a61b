#include "common/aws/md5.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <numeric>

namespace itk::aws {
namespace {

static_assert(std::endian::native == std::endian::little, "words are loaded as they stand");

constexpr std::size_t k_block = 64;
constexpr std::size_t k_lanes = 8;
// A word of each of eight texts; a vector of GCC's and Clang's, which becomes what the machine has.
using Lanes = std::uint32_t __attribute__((vector_size(k_lanes * sizeof(std::uint32_t))));

// floor(2^32 * |sin(i + 1)|), i in radians.
constexpr std::array<std::uint32_t, 64> k_sines = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
constexpr int k_rotations[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

struct State {
  Lanes a, b, c, d;
};

// Written once, compiled for several machines, of which the one that runs is chosen at start-up.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define ITK_FOR_EACH_MACHINE __attribute__((target_clones("avx2", "default")))
#else
#define ITK_FOR_EACH_MACHINE
#endif

// Step `i` of the 64 (RFC 1321, section 3.4), after which the words change places.
template <std::size_t i>
[[gnu::always_inline]] inline void step(State& s, const std::array<Lanes, 16>& words) {
  constexpr std::size_t k_round = i / 16;
  constexpr std::size_t k_word = k_round == 0   ? i
                                 : k_round == 1 ? (5 * i + 1) % 16
                                 : k_round == 2 ? (3 * i + 5) % 16
                                                : (7 * i) % 16;
  constexpr int k_rotation = k_rotations[k_round][i % 4];
  Lanes mixed;
  if constexpr (k_round == 0) {
    mixed = s.d ^ (s.b & (s.c ^ s.d));
  } else if constexpr (k_round == 1) {
    mixed = s.c ^ (s.d & (s.b ^ s.c));
  } else if constexpr (k_round == 2) {
    mixed = s.b ^ s.c ^ s.d;
  } else {
    mixed = s.c ^ (s.b | ~s.d);
  }
  const Lanes sum = s.a + mixed + words[k_word] + k_sines[i];
  const Lanes turned = (sum << k_rotation) | (sum >> (32 - k_rotation));
  s = {s.d, s.b + turned, s.b, s.c};
}

template <std::size_t... i>
[[gnu::always_inline]] inline void all_steps(State& s, const std::array<Lanes, 16>& words, std::index_sequence<i...>) {
  (step<i>(s, words), ...);
}

// A text as blocks: those that it fills, then one or two with its end, a bit, zeros and its length.
struct Blocks {
  std::string_view text;
  std::size_t filled = 0, all = 0;
  std::array<char, 2 * k_block> end{};

  explicit Blocks(std::string_view bytes) : text(bytes), filled(bytes.size() / k_block) {
    const std::size_t rest = bytes.size() % k_block;
    const std::size_t end_blocks = rest + 1 + sizeof(std::uint64_t) > k_block ? 2 : 1;
    if (rest > 0) {
      std::memcpy(end.data(), bytes.data() + filled * k_block, rest);
    }
    end[rest] = static_cast<char>(0x80);
    const std::uint64_t bits = bytes.size() * 8;
    std::memcpy(end.data() + end_blocks * k_block - sizeof bits, &bits, sizeof bits);
    all = filled + end_blocks;
  }
  Blocks() = default;

  // Any bytes where it has fewer blocks.
  const char* at(std::size_t block) const {
    return block < filled ? text.data() + block * k_block : end.data() + (block < all ? block - filled : 0) * k_block;
  }
};

ITK_FOR_EACH_MACHINE
void digest(const std::array<Blocks, k_lanes>& lanes, std::size_t most, State& result) {
  const Lanes zero{};
  State state{zero + 0x67452301, zero + 0xefcdab89, zero + 0x98badcfe, zero + 0x10325476};
  for (std::size_t block = 0; block < most; ++block) {
    std::array<Lanes, 16> words;
    Lanes goes_on{};  // all bits where the text has this block
    for (std::size_t lane = 0; lane < k_lanes; ++lane) {
      std::uint32_t loaded[16];
      std::memcpy(loaded, lanes[lane].at(block), sizeof loaded);
      for (std::size_t i = 0; i < 16; ++i) {
        words[i][lane] = loaded[i];
      }
      goes_on[lane] = block < lanes[lane].all ? 0xffffffff : 0;
    }
    State next = state;
    all_steps(next, words, std::make_index_sequence<64>());
    state.a += next.a & goes_on;
    state.b += next.b & goes_on;
    state.c += next.c & goes_on;
    state.d += next.d & goes_on;
  }
  result = state;
}

void write_hex(const State& state, std::size_t lane, Md5& md5) {
  constexpr char k_digits[] = "0123456789abcdef";
  const std::uint32_t words[] = {state.a[lane], state.b[lane], state.c[lane], state.d[lane]};
  char* out = md5.digits().data();
  for (const std::uint32_t word : words) {
    for (int shift = 0; shift < 32; shift += 8) {
      *out++ = k_digits[(word >> (shift + 4)) & 15];
      *out++ = k_digits[(word >> shift) & 15];
    }
  }
}

}  // namespace

std::vector<Md5> md5_of(std::span<const std::string_view> texts) {
  std::vector<Md5> digests(texts.size());
  std::vector<std::size_t> order(texts.size());  // texts of like length together
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return texts[a].size() < texts[b].size(); });
  for (std::size_t first = 0; first < order.size(); first += k_lanes) {
    const std::size_t count = std::min(k_lanes, order.size() - first);
    std::array<Blocks, k_lanes> lanes;
    std::size_t most = 0;
    for (std::size_t lane = 0; lane < count; ++lane) {
      lanes[lane] = Blocks(texts[order[first + lane]]);
      most = std::max(most, lanes[lane].all);
    }
    State state;
    digest(lanes, most, state);
    for (std::size_t lane = 0; lane < count; ++lane) {
      write_hex(state, lane, digests[order[first + lane]]);
    }
  }
  return digests;
}

}  // namespace itk::aws
