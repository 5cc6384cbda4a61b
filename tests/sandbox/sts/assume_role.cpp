#include "tests/sandbox/sts/assume_role.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/base/result.h"

namespace itk::sandbox::sts {
namespace {

Fault invalid(std::string_view value, std::string_view name, std::string_view constraint) {
  return {400, "ValidationError",
          fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: {}", value, name,
                      constraint),
          ""};
}

std::string text_of(const Call& call, const char* name) {
  const Json::Value& value = call.parameters[name];
  return value.isString() ? value.asString() : "";
}

bool is_session_name(std::string_view name) {
  return name.size() >= 2 && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](unsigned char each) {
           return std::isalnum(each) != 0 ||
                  std::string_view("_+=,.@-").find(static_cast<char>(each)) != std::string_view::npos;
         });
}

Outcome<std::chrono::seconds> read_duration(const Call& call) {
  const std::string text = text_of(call, "DurationSeconds");
  std::int64_t seconds = 3600;
  if (!text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size() || seconds < 900 || seconds > 43'200) {
      return fail(invalid(text, "durationSeconds", "Member must have value between 900 and 43200"));
    }
  }
  return std::chrono::seconds(seconds);
}

}  // namespace

Outcome<WantedRole> read_wanted_role(const Call& call, const Account& account) {
  const std::string arn = text_of(call, "RoleArn");
  const std::string prefix = fmt::format("arn:aws:iam::{}:role/", account.id);
  if (!arn.starts_with("arn:aws:iam::") || arn.find(":role/") == std::string::npos) {
    return fail(invalid(arn, "roleArn", "Member must be the ARN of a role"));
  }
  WantedRole role{arn.substr(arn.rfind('/') + 1), text_of(call, "RoleSessionName"), {}};
  if (!is_session_name(role.session)) {
    return fail(
        invalid(role.session, "roleSessionName", "Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}"));
  }
  ITK_TRY_ASSIGN(role.duration, read_duration(call));
  if (!arn.starts_with(prefix) || role.name.empty()) {
    return fail({403, "AccessDenied",
                 fmt::format("User: {} is not authorized to perform: sts:{} on resource: {}",
                             call.caller.arn.empty() ? "anonymous" : call.caller.arn, call.operation, arn),
                 ""});
  }
  return role;
}

Principal role_principal(const WantedRole& role, const Account& account) {
  return {fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", account.id, role.name, role.session),
          fmt::format("AROA3XFRBF535EXAMPLE:{}", role.session)};
}

Json::Value describe_session(const AccessKey& key) {
  Json::Value session;
  session["Credentials"]["AccessKeyId"] = key.id;
  session["Credentials"]["SecretAccessKey"] = key.secret;
  session["Credentials"]["SessionToken"] = key.token;
  session["Credentials"]["Expiration"] = expiry_text(*key.expires);
  session["AssumedRoleUser"]["Arn"] = key.owner.arn;
  session["AssumedRoleUser"]["AssumedRoleId"] = key.owner.user_id;
  return session;
}

}  // namespace itk::sandbox::sts
