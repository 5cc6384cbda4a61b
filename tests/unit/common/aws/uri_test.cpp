#include "common/aws/uri.h"

#include <gtest/gtest.h>

namespace itk::aws {
namespace {

TEST(Percent, EncodesAllButUnreserved) {
  EXPECT_EQ(percent_encode("a:b/c d~é"), "a%3Ab%2Fc%20d~%C3%A9");
  EXPECT_EQ(percent_encode("a:b/c", true), "a%3Ab/c");
}

TEST(Percent, DecodesEscapesAndLeavesTheRest) {
  EXPECT_EQ(percent_decode("a%3Ab%2fc%C3%a9"), "a:b/cé");
  EXPECT_EQ(percent_decode("100%"), "100%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
}

TEST(Url, SplitsIntoParts) {
  const auto url = split_url("http://127.0.0.1:5566/base?x=1");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "http");
  EXPECT_EQ(url->host, "127.0.0.1");
  EXPECT_EQ(url->port, "5566");
  EXPECT_EQ(url->target, "/base?x=1");
  EXPECT_EQ(url->authority(), "127.0.0.1:5566");
  EXPECT_EQ(split_url("https://[::1]:8443")->authority(), "[::1]:8443");
  EXPECT_EQ(split_url("http://h:80")->authority(), "h");
}

TEST(Url, RefusesWhatIsNotAnHttpUrl) {
  for (const char* url : {"", "sqs.eu-west-1.amazonaws.com", "ftp://h", "http://", "http://h:x", "http://h:",
                          "http://h/a b", "http://h/\n", "http://[::1", "http://h/#x", "https:/h", "http://:80/"}) {
    EXPECT_FALSE(split_url(url)) << url;
  }
}

TEST(Url, DoesNotPrintAPassword) {
  const auto url = split_url("https://user:secret@host/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace itk::aws
