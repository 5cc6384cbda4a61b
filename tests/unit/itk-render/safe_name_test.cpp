#include "itk-render/safe_name.h"

#include <gtest/gtest.h>

namespace itk::render {
namespace {

TEST(SafeName, KeepsOrdinaryIds) {
  EXPECT_EQ(safe_name("checkout-flow_1.2[0]"), "checkout-flow_1.2[0]");
  EXPECT_EQ(safe_name("9d2c4e6f8a0b1c3d"), "9d2c4e6f8a0b1c3d");
}

TEST(SafeName, NeverClimbsAndNeverHides) {
  EXPECT_EQ(safe_name("../../x"), "%2E.%2F..%2Fx");
  EXPECT_EQ(safe_name(".."), "%2E%2E");
  EXPECT_EQ(safe_name("."), "%2E");
  EXPECT_EQ(safe_name(".itk-run"), "%2Eitk-run");
  EXPECT_EQ(safe_name("/etc/passwd"), "%2Fetc%2Fpasswd");
  EXPECT_EQ(safe_name(""), "%");
}

TEST(SafeName, EscapesWhatSomeSystemRefuses) {
  EXPECT_EQ(safe_name("a:b*c?\"<>|\\"), "a%3Ab%2Ac%3F%22%3C%3E%7C%5C");
  EXPECT_EQ(safe_name("CON"), "%43ON");
  EXPECT_EQ(safe_name("lpt1.txt"), "%6Cpt1.txt");
  EXPECT_EQ(safe_name("a."), "a%2E");
  EXPECT_EQ(safe_name(std::string_view("a\0b", 3)), "a%00b");
  EXPECT_EQ(safe_name("größe"), "gr%C3%B6%C3%9Fe");
}

TEST(SafeName, DifferentIdsHaveDifferentNames) {
  EXPECT_NE(safe_name("a/b"), safe_name("a%2Fb"));
  EXPECT_NE(safe_name("a~2"), "a~2");  // so that a suffix never meets an id
  EXPECT_NE(safe_name(std::string(5000, 'a')), safe_name(std::string(5001, 'a')));
}

TEST(SafeName, FitsAFileSystem) { EXPECT_LE(safe_name(std::string(100'000, '/')).size(), 120u); }

TEST(NameSpace, GivesEachIdANameOfItsOwn) {
  NameSpace names({"index.html"});
  EXPECT_EQ(names.claim("a"), "a");
  EXPECT_EQ(names.claim("A"), "A~2");
  EXPECT_EQ(names.claim("a"), "a~3");
  EXPECT_EQ(names.claim("Index.html"), "Index.html~2");
}

TEST(UrlSegment, EscapesTheEscapes) {
  EXPECT_EQ(url_segment("%2E.%2Fx"), "%252E.%252Fx");
  EXPECT_EQ(url_segment("a~2 (b)"), "a~2%20%28b%29");
}

}  // namespace
}  // namespace itk::render
