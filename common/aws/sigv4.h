// AWS Signature Version 4, header form
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), as every
// service but S3 wants it. The steps are public, so that tests can compare each one, and a server can
// recompute what a client signed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/aws/transport.h"
#include "common/base/digest.h"
#include "common/base/time.h"

namespace itk::aws {

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;            // empty: long-term credentials
  std::optional<Timestamp> expiration;  // where the source says it
};

// What a signature is good for: "20261120/us-east-1/sqs/aws4_request".
struct SigningScope {
  std::string date;  // yyyymmdd
  std::string region;
  std::string service;  // the signing name

  std::string text() const;
  friend bool operator==(const SigningScope&, const SigningScope&) = default;
};

// Whether "." and ".." segments and double slashes are resolved before the path is encoded. AWS does it
// everywhere but in S3.
enum class PathRule { Normalize, AsIs };

// `target` is path and query as on the wire ("/a%3Ab?x=1"): the path is encoded a second time, the query is
// brought into canonical order. `headers` are exactly those that are signed, in any order and case.
std::string canonical_request(std::string_view method, std::string_view target, const Headers& headers,
                              std::string_view body_sha256_hex, PathRule rule = PathRule::Normalize);

// The names of `headers` as Authorization lists them: "content-type;host;x-amz-date".
std::string signed_header_names(const Headers& headers);

// `amz_date` is "20261120T080000Z".
std::string string_to_sign(std::string_view amz_date, const SigningScope& scope, std::string_view canonical_request);

Sha256Digest signing_key(std::string_view secret, const SigningScope& scope);
// Hex.
std::string signature(const Sha256Digest& signing_key, std::string_view string_to_sign);
std::string signature(std::string_view secret, const SigningScope& scope, std::string_view string_to_sign);

// Keeps the key of one day, region and service: four HMACs less per call.
class SigningKeyCache {
 public:
  const Sha256Digest& key(std::string_view secret, const SigningScope& scope);

 private:
  std::optional<SigningScope> scope_;
  std::string secret_;
  Sha256Digest key_{};
};

struct SigningOptions {
  PathRule path = PathRule::Normalize;
  bool add_body_hash = false;      // x-amz-content-sha256; only S3 needs it
  bool sign_session_token = true;  // a few services want the token added after signing
};

// The headers to add to `request`: X-Amz-Date, X-Amz-Security-Token where there is a token, Authorization.
// Signed are the host (of the URL, or the Host header) and the headers of the request, without those that
// proxies and HTTP libraries rewrite. Only a URL that cannot be split is an error.
Result<Headers> sign_request(const HttpRequest& request, const Credentials& credentials, std::string_view region,
                             std::string_view service, Timestamp time, SigningKeyCache& keys,
                             const SigningOptions& options = {});

}  // namespace itk::aws
