#include "common/base/bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace itk {
namespace {

// Every byte at every place of a text that is longer than two blocks.
template <class Find, class Is>
void expect_found(const Find& find, const Is& is) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    for (std::size_t at = 0; at < 40; ++at) {
      std::string text(40, 'x');
      text[at] = c;
      ASSERT_EQ(find(text, 0), is(c) ? at : text.size()) << byte << " at " << at;
      ASSERT_EQ(find(text, at + 1), text.size());
    }
  }
}

TEST(Bytes, AreFoundWhereverTheyStand) {
  expect_found([](std::string_view text, std::size_t from) { return find_either(text, from, '"', '\\'); },
               [](char c) { return c == '"' || c == '\\'; });
  expect_found(find_digit, [](char c) { return c >= '0' && c <= '9'; });
  expect_found(find_escaped, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  expect_found(find_not_plain, [](char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x80;
  });
}

TEST(Bytes, NothingIsFoundBehindTheEnd) {
  EXPECT_EQ(find_digit("", 0), 0u);
  EXPECT_EQ(find_either("ab", 7, 'a', 'b'), 2u);
}

}  // namespace
}  // namespace itk
