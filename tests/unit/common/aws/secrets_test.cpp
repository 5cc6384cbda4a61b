#include "common/aws/secrets.h"

#include <gtest/gtest.h>

namespace itk::aws {
namespace {

TEST(HideSecrets, ReplacesEachWhereverItStands) {
  EXPECT_EQ(hide_secrets("abcd token=abcd wxyz", {"abcd", "wxyz"}), "(hidden) token=(hidden) (hidden)");
  EXPECT_EQ(hide_secrets("abcd", {}), "abcd");
  EXPECT_EQ(hide_secrets("abcd", {"", "abc"}), "abcd");
  EXPECT_EQ(hide_secrets("hidden (hidden)", {"hidden"}), "(hidden) ((hidden))");
}

TEST(HideWhatLooksSecret, KnowsKeysAndTokensByTheirLooks) {
  EXPECT_EQ(hide_what_looks_secret("user AKIAIOSFODNN7EXAMPLE is unknown"), "user (hidden) is unknown");
  EXPECT_EQ(hide_what_looks_secret("key: \"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\""), "key: \"(hidden)\"");
  EXPECT_EQ(hide_what_looks_secret("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1g"),
            "(hidden)");
  EXPECT_EQ(hide_what_looks_secret("cannot reach https://login.example.com/start: timeout after 30s"),
            "cannot reach https://login.example.com/start: timeout after 30s");
  EXPECT_EQ(hide_what_looks_secret(""), "");
}

}  // namespace
}  // namespace itk::aws
