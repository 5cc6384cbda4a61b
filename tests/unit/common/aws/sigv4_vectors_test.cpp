// The public signing vectors of awslabs/aws-c-auth and twelve of our own calls, where ../shared/data has
// them.
#include <gtest/gtest.h>

#include <filesystem>

#include "common/aws/sigv4.h"
#include "common/aws/uri.h"
#include "common/base/atomic_file.h"
#include "common/base/text.h"
#include "common/json/parser.h"
#include "tests/support/shared_data.h"

namespace itk::aws {
namespace {

struct Members {
  json::Parser parser;
  json::PaddedText text;
  const std::vector<json::Member>* members;

  explicit Members(std::string_view json) : text(json), members(parser.object(text.view()).value()) {}
  const json::Value* find(std::string_view key) const { return json::find(*members, key); }
  std::string string(std::string_view key) const {
    const json::Value* value = find(key);
    return value == nullptr ? "" : std::string(value->text);
  }
  bool boolean(std::string_view key) const {
    const json::Value* value = find(key);
    return value != nullptr && value->boolean;
  }
};

// A request as the suite writes it: "GET /a b HTTP/1.1", headers with continuation lines, an empty line, the
// body.
HttpRequest parse_request(std::string_view text) {
  HttpRequest request;
  const std::size_t head_end = std::min(text.find("\n\n"), text.size());
  request.body = text.substr(std::min(head_end + 2, text.size()));
  std::string_view head = text.substr(0, head_end);
  std::string_view line = head.substr(0, head.find('\n'));
  head.remove_prefix(std::min(line.size() + 1, head.size()));
  line = line.substr(0, line.rfind(" HTTP/1.1"));
  request.method = line.substr(0, line.find(' '));
  request.url = line.substr(line.find(' ') + 1);
  while (!head.empty()) {
    line = head.substr(0, head.find('\n'));
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    if (line.starts_with(' ') && !request.headers.empty()) {
      request.headers.back().second += "\n" + std::string(line);
    } else if (!line.empty()) {
      request.headers.emplace_back(line.substr(0, line.find(':')), line.substr(line.find(':') + 1));
    }
  }
  return request;
}

void check_vector(const std::filesystem::path& folder) {
  SCOPED_TRACE(folder.filename().string());
  const auto file = [&](const char* name) { return read_file((folder / name).string()).value(); };
  const Members context(file("context.json"));
  const Members secret(context.find("credentials")->raw);
  HttpRequest request = parse_request(file("request.txt"));

  // x-amz-date and the rest, as sign_request adds them.
  const std::string date = format_basic_iso8601(parse_rfc3339(context.string("timestamp")).value());
  const SigningScope scope{date.substr(0, 8), context.string("region"), context.string("service")};
  const std::string body_hash = sha256_hex(request.body);
  request.headers.emplace_back("X-Amz-Date", date);
  if (const std::string token = secret.string("token"); !token.empty() && !context.boolean("omit_session_token")) {
    request.headers.emplace_back("X-Amz-Security-Token", token);
  }
  if (context.boolean("sign_body")) {
    request.headers.emplace_back("x-amz-content-sha256", body_hash);
  }
  const PathRule rule = context.boolean("normalize") ? PathRule::Normalize : PathRule::AsIs;
  const std::string canonical = canonical_request(request.method, request.url, request.headers, body_hash, rule);
  EXPECT_EQ(canonical, file("header-canonical-request.txt"));
  const std::string text = string_to_sign(date, scope, canonical);
  EXPECT_EQ(text, file("header-string-to-sign.txt"));
  EXPECT_EQ(signature(secret.string("secret_access_key"), scope, text), file("header-signature.txt"));
}

TEST(SigV4Vectors, AgreeWithThePublicSuite) {
  ITK_NEED_SHARED_DATA("sigv4/aws-c-auth-signing-suite");
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    check_vector(entry.path());
    ++seen;
  }
  EXPECT_GE(seen, 26u);
}

// The same through sign_request, which picks the headers itself.
TEST(SigV4Vectors, AgreeOnTheCallsOfItk) {
  ITK_NEED_SHARED_DATA("sigv4/extra.json");
  const std::string text = read_file(data).value();
  json::Parser parser;
  const json::PaddedText padded(text);
  const auto vectors = parser.array(padded.view());
  ASSERT_TRUE(vectors);
  ASSERT_EQ((*vectors)->size(), 12u);
  SigningKeyCache keys;
  for (const json::Member& element : **vectors) {
    const Members vector(element.value.raw);
    SCOPED_TRACE(vector.string("name"));
    HttpRequest request;
    request.method = vector.string("method");
    request.url = vector.string("url");
    request.body = vector.string("body");
    const Members headers(vector.find("headers")->raw);
    for (const json::Member& header : *headers.members) {
      request.headers.emplace_back(header.key, header.value.text);
    }
    const std::string date = vector.string("date");
    const Timestamp time = parse_rfc3339(date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 5) + ":" +
                                         date.substr(11, 2) + ":" + date.substr(13))
                               .value();
    const Credentials credentials{
        "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", vector.string("token"), {}};
    const auto added =
        sign_request(request, credentials, vector.string("region"), vector.string("service"), time, keys);
    ASSERT_TRUE(added);
    EXPECT_EQ(find_header(*added, "Authorization"), vector.string("authorization"));
  }
}

}  // namespace
}  // namespace itk::aws
