#include "common/aws/md5.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <random>
#include <string>

#include "common/base/digest.h"

namespace itk::aws {
namespace {

std::string openssl_md5(std::string_view text) {
  unsigned char digest[16];
  unsigned int size = 0;
  EXPECT_EQ(EVP_Digest(text.data(), text.size(), digest, &size, EVP_md5(), nullptr), 1);
  return to_hex(digest, size);
}

// https://www.rfc-editor.org/rfc/rfc1321#appendix-A.5
TEST(Md5, GivesTheDigestsOfTheRfc) {
  const std::vector<std::string_view> texts = {
      "",
      "a",
      "abc",
      "message digest",
      "abcdefghijklmnopqrstuvwxyz",
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890"};
  const std::vector<Md5> digests = md5_of(texts);
  const std::vector<std::string_view> expected = {
      "d41d8cd98f00b204e9800998ecf8427e", "0cc175b9c0f1b6a831c399e269772661", "900150983cd24fb0d6963f7d28e17f72",
      "f96b697d7cb7938d525a2f31aaf161d0", "c3fcd3d76192e4007dfb496cca67e13b", "d174ab98d277d9f5a5611c2c9f419d9f",
      "57edf4a22be3c955ac49da2e2107b67a"};
  ASSERT_EQ(digests.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(digests[i].hex(), expected[i]) << texts[i];
  }
}

TEST(Md5, GivesOpenSslsDigestsForEveryLengthWhateverStandsBeside) {
  std::mt19937 random(1);
  std::vector<std::string> texts;
  for (std::size_t length = 0; length < 300; ++length) {
    std::string& text = texts.emplace_back(length, '\0');
    std::generate(text.begin(), text.end(), [&] { return static_cast<char>(random()); });
  }
  std::shuffle(texts.begin(), texts.end(), random);
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const std::vector<Md5> digests = md5_of(views);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(digests[i].hex(), openssl_md5(texts[i])) << texts[i].size() << " bytes";
  }
}

TEST(Md5, OfNothingIsNothing) { EXPECT_TRUE(md5_of({}).empty()); }

}  // namespace
}  // namespace itk::aws
