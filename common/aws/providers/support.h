// What several providers need: errors, the fields of JSON that holds secrets, calls to the services behind
// them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/aws/client.h"
#include "common/aws/credentials.h"

namespace itk::aws::providers {

// Class auth, exit 5.
Error credentials_error(std::string code, std::string message);

// The members of a JSON object. Its errors name keys and never values.
class SecretFields {
 public:
  // `origin` is for messages: "credential_process /opt/keys".
  static Result<SecretFields> parse(std::string_view json, std::string origin);

  // The text of a member; "" where it is absent or not a string.
  const std::string& text(std::string_view key) const;
  Result<std::string> required(std::string_view key) const;
  // Absent is fine; what is no time is an error. Knows RFC 3339 and the "...UTC" of older tools.
  Result<std::optional<Timestamp>> time(std::string_view key) const;
  // The member as it stands in the text; "" where it is absent.
  const std::string& raw(std::string_view key) const;

  // Absent also where it is no integer of 64 bits.
  std::optional<std::int64_t> integer(std::string_view key) const;

  struct Field {
    std::string key, raw, text;
    std::optional<std::int64_t> integer;
  };
  const std::vector<Field>& all() const { return fields_; }

 private:
  const Field* find(std::string_view key) const;

  std::string origin_;
  std::vector<Field> fields_;
};

// What a source calls the parts of credentials.
struct FieldNames {
  std::string_view access_key_id = "AccessKeyId";
  std::string_view secret_access_key = "SecretAccessKey";
  std::string_view session_token = "Token";
};
// The keys are required; with `expires` token and "Expiration" too.
Result<Credentials> read_credentials(const SecretFields& fields, const FieldNames& names, bool expires);

// A client of the service behind a provider, at the context's endpoint and region.
Result<Client> client_for(const CredentialContext& context, Service service, Credentials credentials = {});

// "itk-1790000000": what a session is called in CloudTrail unless somebody says otherwise.
std::string default_session_name(Clock& clock);

// The body of a 200. 5xx, 429 and failures of the transport are tried `attempts` times, a second apart.
// Errors name `origin` and the status, not the body.
Result<std::string> fetch(const CredentialContext& context, const HttpRequest& request, int attempts,
                          std::string_view origin);

// A token for an HTTP header: trimmed at its end, without line breaks inside.
Result<std::string> header_token(std::string token, std::string_view origin);

}  // namespace itk::aws::providers
