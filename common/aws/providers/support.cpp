#include "common/aws/providers/support.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/text.h"
#include "common/json/parser.h"

namespace itk::aws::providers {

Error credentials_error(std::string code, std::string message) {
  return {ErrorClass::Auth, ExitCode::Refused, std::move(code), std::move(message), {}, {}};
}

Result<SecretFields> SecretFields::parse(std::string_view json, std::string origin) {
  json::Parser parser;
  const json::PaddedText padded(json);
  const auto members = parser.object(padded.view());
  if (!members) {
    return tl::make_unexpected(
        credentials_error("bad_credentials", origin + ": expected a JSON object, and this is none"));
  }
  SecretFields fields;
  fields.origin_ = std::move(origin);
  for (const json::Member& member : **members) {
    const json::Value& value = member.value;
    fields.fields_.push_back({std::string(member.key), std::string(value.raw),
                              value.kind == json::Kind::String ? std::string(value.text) : "",
                              value.is_integer ? std::optional(value.integer) : std::nullopt});
  }
  return fields;
}

const SecretFields::Field* SecretFields::find(std::string_view key) const {
  const auto field = std::find_if(fields_.rbegin(), fields_.rend(), [&](const Field& each) { return each.key == key; });
  return field == fields_.rend() ? nullptr : &*field;
}

const std::string& SecretFields::text(std::string_view key) const {
  static const std::string none;
  const Field* field = find(key);
  return field == nullptr ? none : field->text;
}

const std::string& SecretFields::raw(std::string_view key) const {
  static const std::string none;
  const Field* field = find(key);
  return field == nullptr ? none : field->raw;
}

std::optional<std::int64_t> SecretFields::integer(std::string_view key) const {
  const Field* field = find(key);
  return field == nullptr ? std::nullopt : field->integer;
}

Result<std::string> SecretFields::required(std::string_view key) const {
  const std::string& value = text(key);
  if (value.empty()) {
    return tl::make_unexpected(credentials_error("bad_credentials", fmt::format("{}: it has no {}", origin_, key)));
  }
  return value;
}

Result<std::optional<Timestamp>> SecretFields::time(std::string_view key) const {
  std::string value = text(key);
  if (value.empty()) {
    return std::nullopt;
  }
  if (value.ends_with("UTC")) {
    value.replace(value.size() - 3, 3, "Z");
  }
  const auto time = parse_rfc3339(value);
  if (!time) {
    return tl::make_unexpected(
        credentials_error("bad_credentials", fmt::format("{}: its {} is not an RFC 3339 time", origin_, key)));
  }
  return *time;
}

Result<Credentials> read_credentials(const SecretFields& fields, const FieldNames& names, bool expires) {
  Credentials credentials;
  ITK_TRY_ASSIGN(credentials.access_key_id, fields.required(names.access_key_id));
  ITK_TRY_ASSIGN(credentials.secret_access_key, fields.required(names.secret_access_key));
  if (expires) {
    ITK_TRY(fields.required(names.session_token));
    ITK_TRY(fields.required("Expiration"));
  }
  credentials.session_token = fields.text(names.session_token);
  ITK_TRY_ASSIGN(credentials.expiration, fields.time("Expiration"));
  return credentials;
}

Result<Client> client_for(const CredentialContext& context, Service service, Credentials credentials) {
  ITK_TRY_ASSIGN(Endpoint endpoint, resolve_endpoint(context.config, service));
  return Client(service_info(service), std::move(endpoint), context.config, std::move(credentials), context.transport,
                context.clock, context.log);
}

std::string default_session_name(Clock& clock) { return fmt::format("itk-{}", clock.now().ms() / 1000); }

Result<std::string> fetch(const CredentialContext& context, const HttpRequest& request, int attempts,
                          std::string_view origin) {
  for (int attempt = 1;; ++attempt) {
    auto response = context.transport.send(request);
    if (response && response->status == 200) {
      return std::move(response->body);
    }
    const bool may_pass = !response || response->status >= 500 || response->status == 429;
    const std::string what =
        response ? fmt::format("it answered with status {}", response->status) : response.error().message;
    if (may_pass && attempt < attempts) {
      context.log.debug(fmt::format("{}: {}; trying again", origin, what));
      context.clock.sleep_for(std::chrono::seconds(1));
      continue;
    }
    Error error = credentials_error("no_credentials_answer", fmt::format("{}: {}", origin, what));
    if (may_pass) {
      error.error_class = ErrorClass::Transient;
      error.exit = ExitCode::Unreachable;
    }
    return tl::make_unexpected(std::move(error));
  }
}

Result<std::string> header_token(std::string token, std::string_view origin) {
  while (token.ends_with('\n') || token.ends_with('\r')) {
    token.pop_back();
  }
  if (token.empty() || token.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    return tl::make_unexpected(credentials_error(
        "bad_token",
        fmt::format("the token of {} {}", origin,
                    token.empty() ? "is empty" : "has a line break in it, which no HTTP header may have")));
  }
  return token;
}

}  // namespace itk::aws::providers
