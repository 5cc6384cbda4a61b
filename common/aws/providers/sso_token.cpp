#include "common/aws/providers/sso_token.h"

#include <fmt/core.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

#include "common/base/atomic_file.h"
#include "common/base/digest.h"
#include "common/json/writer.h"

namespace itk::aws::providers {
namespace {

constexpr std::int64_t k_renewal_window_ns = std::int64_t{15} * 60 * 1'000'000'000;

constexpr std::int64_t k_longest_token_s = std::int64_t{366} * 86'400;

// SHA-1 is only the name of a file here, given by AWS's tools.
std::string sha1_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return to_hex(digest.data(), size);
}

std::string refresh_body(const SecretFields& token) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("grantType", "refresh_token");
  for (const char* key : {"clientId", "clientSecret", "refreshToken"}) {
    writer.string(key, token.text(key));
  }
  writer.close();
  return body;
}

struct Renewed {
  std::string access_token, refresh_token;
  Timestamp expires_at;
};

Result<Renewed> renew(const CredentialContext& context, const SecretFields& token) {
  ITK_TRY_ASSIGN(Client oidc, client_for(context, Service::SsoOidc));
  Request request;
  request.target = "/token";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = refresh_body(token);
  request.sign = false;
  request.secrets = {token.text("clientSecret"), token.text("refreshToken"), token.text("accessToken")};
  ITK_TRY_ASSIGN(const Reply reply, oidc.call(request));

  ITK_TRY_ASSIGN(const SecretFields fields, SecretFields::parse(reply.body, "sso-oidc: the answer to CreateToken"));
  Renewed renewed;
  ITK_TRY_ASSIGN(renewed.access_token, fields.required("accessToken"));
  renewed.refresh_token =
      fields.text("refreshToken").empty() ? token.text("refreshToken") : fields.text("refreshToken");
  const std::int64_t seconds = fields.integer("expiresIn").value_or(0);
  if (seconds <= 0 || seconds > k_longest_token_s) {
    return tl::make_unexpected(credentials_error(
        "bad_credentials", "sso-oidc: the answer to CreateToken: expiresIn is not a number of seconds"));
  }
  renewed.expires_at = Timestamp::from_s(context.clock.now().ms() / 1000 + seconds);
  return renewed;
}

// All that stood in the file stays there, but for what is new.
Status write_back(const std::string& path, const SecretFields& token, const Renewed& renewed) {
  std::string text;
  json::ObjectWriter writer(text);
  for (const SecretFields::Field& field : token.all()) {
    if (field.key != "accessToken" && field.key != "refreshToken" && field.key != "expiresAt") {
      writer.raw(field.key, field.raw);
    }
  }
  writer.string("accessToken", renewed.access_token);
  writer.string("refreshToken", renewed.refresh_token);
  writer.string("expiresAt", format_rfc3339(Timestamp::from_s(renewed.expires_at.ms() / 1000)));
  writer.close();
  ITK_TRY_ASSIGN(AtomicFile file, AtomicFile::create(path));
  fchmod(file.fd(), 0600);
  ITK_TRY(file.write(text));
  return file.commit();
}

bool can_renew(const SecretFields& token, std::optional<Timestamp> registration_expires, Timestamp now) {
  return !token.text("refreshToken").empty() && !token.text("clientId").empty() &&
         !token.text("clientSecret").empty() && (!registration_expires || *registration_expires > now);
}

}  // namespace

std::string sso_token_path(const Environment& environment, std::string_view session_or_start_url) {
  return environment.get("HOME").value_or("") + "/.aws/sso/cache/" + sha1_hex(session_or_start_url) + ".json";
}

Result<std::string> sso_access_token(const CredentialContext& context, const std::string& path,
                                     const std::string& login_command) {
  const auto log_in = [&](std::string_view what) {
    return tl::make_unexpected(
        credentials_error("sso_login_needed", fmt::format("{}: run \"{}\"", what, login_command)));
  };
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return log_in(fmt::format("nobody is logged in with SSO ({} does not exist)", path));
  }
  ITK_TRY_ASSIGN(const std::string text, read_file(path));
  ITK_TRY_ASSIGN(const SecretFields token, SecretFields::parse(text, path));
  ITK_TRY_ASSIGN(const std::string access_token, token.required("accessToken"));
  ITK_TRY(token.required("expiresAt"));
  ITK_TRY_ASSIGN(const auto expires_at, token.time("expiresAt"));
  ITK_TRY_ASSIGN(const auto registration_expires, token.time("registrationExpiresAt"));

  const Timestamp now = context.clock.now();
  if (expires_at->ns - now.ns >= k_renewal_window_ns) {
    return access_token;
  }
  const bool has_expired = *expires_at <= now;
  if (!can_renew(token, registration_expires, now)) {
    return has_expired ? log_in(fmt::format("the SSO login expired at {}", format_rfc3339(*expires_at)))
                       : Result<std::string>(access_token);
  }
  const auto renewed = renew(context, token);
  if (!renewed && has_expired) {
    return log_in(fmt::format("the SSO login expired at {} and cannot be renewed: {}", format_rfc3339(*expires_at),
                              renewed.error().message));
  }
  if (!renewed) {
    context.log.warning("the SSO login cannot be renewed: " + renewed.error().message);
    return access_token;
  }
  if (const Status written = write_back(path, token, *renewed); !written) {
    context.log.warning("the renewed SSO login is good for this run only: " + written.error().message);
  }
  return renewed->access_token;
}

}  // namespace itk::aws::providers
