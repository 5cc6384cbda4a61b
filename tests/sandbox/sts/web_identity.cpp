#include "tests/sandbox/sts/web_identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/text.h"
#include "tests/sandbox/aws/document.h"

namespace itk::sandbox::sts {
namespace {

std::string base64url_decode(std::string text) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return base64_decode(text).value_or("");
}

std::string text_of(const Json::Value& value) { return value.isString() ? value.asString() : ""; }

}  // namespace

Outcome<WebIdentity> read_web_identity(std::string_view token, Timestamp now) {
  const auto parts = split_list(token, '.');
  const auto claims = parts.size() == 3 ? parse_document(base64url_decode(parts[1])) : std::nullopt;
  if (!claims) {
    return fail({400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT.", ""});
  }
  const Json::Value& expiry = (*claims)["exp"];
  if (expiry.isInt64() && expiry.asInt64() <= now.ms() / 1000) {
    return fail({400, "ExpiredTokenException",
                 fmt::format("Token expired: current date/time {} must be before the expiration date/time {}",
                             now.ms() / 1000, expiry.asInt64()),
                 ""});
  }
  return WebIdentity{text_of((*claims)["sub"]), text_of((*claims)["aud"]), text_of((*claims)["iss"])};
}

}  // namespace itk::sandbox::sts
