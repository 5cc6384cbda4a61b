#include "common/aws/sigv4.h"

#include <gtest/gtest.h>

namespace itk::aws {
namespace {

const Credentials k_credentials{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "", {}};
const Timestamp k_time = Timestamp::from_s(1440938160);  // 2015-08-30T12:36:00Z
constexpr char k_empty_hash[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string path_of(std::string_view target) {
  const std::string text = canonical_request("GET", target, {{"host", "h"}}, k_empty_hash);
  return text.substr(4, text.find('\n', 4) - 4);
}

std::string query_of(std::string_view target) {
  const std::string text = canonical_request("GET", target, {{"host", "h"}}, k_empty_hash);
  const std::size_t begin = text.find('\n', 4) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::string authorization_of(const HttpRequest& request, const Credentials& credentials = k_credentials) {
  SigningKeyCache keys;
  const auto added = sign_request(request, credentials, "us-east-1", "service", k_time, keys);
  return added ? std::string(find_header(*added, "authorization").value()) : added.error().message;
}

// The documentation's own example of a GET without anything.
TEST(SigV4, SignsTheVanillaRequest) {
  EXPECT_EQ(authorization_of({"GET", "https://example.amazonaws.com/", {}, "", {}}),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, "
            "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST(SigV4, EncodesThePathASecondTime) {
  EXPECT_EQ(path_of("/functions/fn%3Aprod"), "/functions/fn%253Aprod");
  EXPECT_EQ(path_of("/a b:c"), "/a%20b%3Ac");
  EXPECT_EQ(path_of("/-_.~"), "/-_.~");
}

TEST(SigV4, ResolvesDotSegmentsAndKeepsATrailingSlash) {
  EXPECT_EQ(path_of(""), "/");
  EXPECT_EQ(path_of("//"), "/");
  EXPECT_EQ(path_of("/a/./b//c/../"), "/a/b/");
  EXPECT_EQ(path_of("/../../x"), "/x");
  EXPECT_EQ(path_of("/agents/"), "/agents/");
}

TEST(SigV4, SortsTheQueryByEncodedNameThenValue) {
  EXPECT_EQ(query_of("/?b=2&a=1&a=0"), "a=0&a=1&b=2");
  EXPECT_EQ(query_of("/?Qualifier=%24latest&flag"), "Qualifier=%24latest&flag=");
  EXPECT_EQ(query_of("/?x=%e1%88%b4&y=a+b&&z=1=2"), "x=%E1%88%B4&y=a%2Bb&z=1%3D2");
}

TEST(SigV4, SortsHeadersByNameNotByLine) {
  EXPECT_EQ(signed_header_names({{"x-amz-a-b", "1"}, {"X-Amz-A", "2"}, {"host", "h"}}), "host;x-amz-a;x-amz-a-b");
}

TEST(SigV4, LeavesOutWhatProxiesRewrite) {
  const HttpRequest bare{"GET", "https://h/", {}, "", {}};
  HttpRequest more = bare;
  more.headers = {{"User-Agent", "itk"}, {"X-Amzn-Trace-Id", "Root=1-1-1"}, {"Connection", "close"}, {"Accept", "*/*"}};
  EXPECT_EQ(authorization_of(bare), authorization_of(more));
}

TEST(SigV4, SignsTheHostAsItIsSent) {
  const auto names_of = [](const std::string& url) { return authorization_of({"GET", url, {}, "", {}}); };
  EXPECT_EQ(names_of("https://h/"), names_of("https://h:443/"));
  EXPECT_NE(names_of("https://h/"), names_of("https://h:80/"));
  EXPECT_NE(names_of("http://127.0.0.1:5566/"), names_of("http://127.0.0.1/"));
}

TEST(SigV4, SignsTheSessionTokenOrAddsItBehindTheSignature) {
  Credentials credentials = k_credentials;
  credentials.session_token = "token";
  const HttpRequest request{"GET", "https://h/", {}, "", {}};
  EXPECT_NE(authorization_of(request, credentials).find("SignedHeaders=host;x-amz-date;x-amz-security-token,"),
            std::string::npos);
  SigningKeyCache keys;
  const auto after =
      sign_request(request, credentials, "us-east-1", "service", k_time, keys, {PathRule::Normalize, false, false});
  ASSERT_TRUE(after);
  EXPECT_EQ(find_header(*after, "X-Amz-Security-Token"), "token");
  EXPECT_EQ(find_header(*after, "Authorization"), authorization_of(request));
}

TEST(SigV4, TheKeyCacheNoticesAnotherDayOrSecret) {
  SigningKeyCache keys;
  const SigningScope monday{"20261116", "eu-west-1", "sqs"}, tuesday{"20261117", "eu-west-1", "sqs"};
  EXPECT_EQ(keys.key("a", monday), signing_key("a", monday));
  EXPECT_EQ(keys.key("a", tuesday), signing_key("a", tuesday));
  EXPECT_EQ(keys.key("b", tuesday), signing_key("b", tuesday));
}

TEST(SigV4, RefusesAUrlThatCannotBeSplit) {
  SigningKeyCache keys;
  EXPECT_EQ(sign_request({"GET", "ftp://h/", {}, "", {}}, k_credentials, "r", "s", k_time, keys).error().code,
            "bad_url");
}

}  // namespace
}  // namespace itk::aws
