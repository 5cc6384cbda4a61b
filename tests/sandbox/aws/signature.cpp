#include "tests/sandbox/aws/signature.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "common/aws/sigv4.h"
#include "common/base/digest.h"
#include "common/base/text.h"

namespace itk::sandbox {
namespace {

constexpr std::string_view k_algorithm = "AWS4-HMAC-SHA256";
constexpr std::int64_t k_skew_ns = 15LL * 60 * 1'000'000'000;

Refusal incomplete(std::string message) { return {Refusal::Kind::Incomplete, std::move(message)}; }
Refusal mismatch(std::string message) { return {Refusal::Kind::Mismatch, std::move(message)}; }

struct Authorization {
  std::string access_key;
  aws::SigningScope scope;
  std::string terminator;
  std::vector<std::string> signed_headers;
  std::string signature;
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char each) { return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each; });
  return lower;
}

std::optional<Refusal> read_parameters(std::string_view header, Authorization& result) {
  std::string credential, names;
  for (const std::string& part : split_list(header.substr(k_algorithm.size()))) {
    const std::size_t equals = part.find('=');
    const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
    const std::string name = part.substr(0, equals);
    if (name == "Credential") {
      credential = value;
    } else if (name == "SignedHeaders") {
      names = value;
    } else if (name == "Signature") {
      result.signature = value;
    }
  }
  std::string missing;
  for (const auto& [name, value] : {std::pair{"Credential", credential}, std::pair{"Signature", result.signature},
                                    std::pair{"SignedHeaders", names}}) {
    if (value.empty()) {
      missing += fmt::format("Authorization header requires '{}' parameter. ", name);
    }
  }
  if (!missing.empty()) {
    return incomplete(missing + fmt::format("Authorization={}", header));
  }
  const std::vector<std::string> parts = split_list(credential, '/');
  if (parts.size() != 5) {
    return incomplete(fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                                  "keyid/date/region/service/term, got '{}'",
                                  credential));
  }
  result.access_key = parts[0];
  result.scope = {parts[1], parts[2], parts[3]};
  result.terminator = parts[4];
  result.signed_headers = split_list(names, ';');
  return std::nullopt;
}

// "20261120T080000Z"
std::optional<Timestamp> parse_basic_iso8601(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') {
    return std::nullopt;
  }
  const auto rfc3339 = fmt::format("{}-{}-{}T{}:{}:{}Z", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                                   text.substr(9, 2), text.substr(11, 2), text.substr(13, 2));
  const auto time = parse_rfc3339(rfc3339);
  return time ? std::optional(*time) : std::nullopt;
}

std::optional<Refusal> check_scope(const Authorization& authorization, std::string_view region,
                                   std::string_view service, std::string_view amz_date) {
  std::string wrong;
  if (authorization.scope.region != region) {
    wrong += fmt::format("Credential should be scoped to a valid region, not '{}'. ", authorization.scope.region);
  }
  if (authorization.scope.service != service) {
    wrong += fmt::format("Credential should be scoped to correct service: '{}'. ", service);
  }
  if (authorization.terminator != "aws4_request") {
    wrong += fmt::format("Credential should be scoped with a valid terminator: 'aws4_request', not '{}'. ",
                         authorization.terminator);
  }
  if (authorization.scope.date != amz_date.substr(0, 8)) {
    wrong += fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                         "'{}' != '{}', from '{}'. ",
                         authorization.scope.date, amz_date.substr(0, 8), amz_date);
  }
  return wrong.empty() ? std::nullopt : std::optional(mismatch(std::string(trim(wrong))));
}

std::optional<Refusal> check_time(Timestamp time, Timestamp now) {
  const auto text = [](Timestamp each) { return format_basic_iso8601(each); };
  if (time.ns < now.ns - k_skew_ns) {
    return mismatch(fmt::format("Signature expired: {} is now earlier than {} ({} - 15 min.)", text(time),
                                text({now.ns - k_skew_ns}), text(now)));
  }
  if (time.ns > now.ns + k_skew_ns) {
    return mismatch(fmt::format("Signature not yet current: {} is still later than {} ({} + 15 min.)", text(time),
                                text({now.ns + k_skew_ns}), text(now)));
  }
  return std::nullopt;
}

// The headers that were signed; host and every x-amz-* header must be among them.
std::optional<Refusal> collect_signed(const HttpRequest& request, const Authorization& authorization,
                                      aws::Headers& collected) {
  const auto is_signed = [&](const std::string& name) {
    return std::find(authorization.signed_headers.begin(), authorization.signed_headers.end(), name) !=
           authorization.signed_headers.end();
  };
  if (!is_signed("host")) {
    return incomplete("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  for (const auto& [name, value] : request.headers) {
    const std::string lower = lower_case(name);
    if (is_signed(lower)) {
      collected.emplace_back(lower, value);
    } else if (lower.starts_with("x-amz-")) {
      return incomplete(fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", lower));
    }
  }
  for (const std::string& name : authorization.signed_headers) {
    const bool present =
        std::any_of(collected.begin(), collected.end(), [&name](const auto& header) { return header.first == name; });
    if (!present) {
      return mismatch(fmt::format("The signed header '{}' is not in the request.", name));
    }
  }
  return std::nullopt;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<Refusal> check_key(const HttpRequest& request, const Authorization& authorization,
                                 const aws::Headers& signed_headers, std::string_view amz_date, const AccessKey& key) {
  const std::string canonical =
      aws::canonical_request(request.method, request.target, signed_headers, sha256_hex(request.body));
  const std::string expected =
      aws::signature(key.secret, authorization.scope, aws::string_to_sign(amz_date, authorization.scope, canonical));
  if (equal_in_constant_time(expected, authorization.signature)) {
    return std::nullopt;
  }
  return mismatch(fmt::format("The request signature we calculated does not match the signature you provided. Check "
                              "your AWS Secret Access Key and signing method. Consult the service documentation for "
                              "details.\n\nThe Canonical String for this request should have been\n'{}'",
                              canonical));
}

}  // namespace

tl::expected<Principal, Refusal> check_signature(const HttpRequest& request, const KeyRing& keys,
                                                 std::string_view region, std::string_view service, Timestamp now) {
  const std::string header = request.header("authorization");
  if (header.empty()) {
    return tl::make_unexpected(Refusal{Refusal::Kind::MissingToken, "Request is missing Authentication Token"});
  }
  if (!header.starts_with(k_algorithm)) {
    return tl::make_unexpected(
        incomplete(fmt::format("Unsupported AWS 'algorithm': '{}'", header.substr(0, header.find(' ')))));
  }
  Authorization authorization;
  if (auto refusal = read_parameters(header, authorization)) {
    return tl::make_unexpected(*refusal);
  }
  const std::string amz_date = request.header("x-amz-date");
  const auto time = parse_basic_iso8601(amz_date);
  if (!time) {
    return tl::make_unexpected(incomplete(
        amz_date.empty() ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
                         : fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'.", amz_date)));
  }
  aws::Headers signed_headers;
  if (auto refusal = collect_signed(request, authorization, signed_headers)) {
    return tl::make_unexpected(*refusal);
  }
  if (auto refusal = check_scope(authorization, region, service, amz_date)) {
    return tl::make_unexpected(*refusal);
  }
  const auto key = keys.find(authorization.access_key);
  if (!key || request.header("x-amz-security-token") != key->token) {
    return tl::make_unexpected(
        Refusal{Refusal::Kind::UnknownKey, "The security token included in the request is invalid."});
  }
  if (auto refusal = check_key(request, authorization, signed_headers, amz_date, *key)) {
    return tl::make_unexpected(*refusal);
  }
  if (auto refusal = check_time(*time, now)) {
    return tl::make_unexpected(*refusal);
  }
  if (key->expires && *key->expires <= now) {
    return tl::make_unexpected(
        Refusal{Refusal::Kind::Expired, "The security token included in the request is expired"});
  }
  return key->owner;
}

}  // namespace itk::sandbox
