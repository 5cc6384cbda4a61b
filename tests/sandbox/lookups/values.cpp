#include "tests/sandbox/lookups/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "common/base/text.h"
#include "tests/sandbox/aws/parameters.h"

namespace itk::sandbox::lookups {
namespace {

constexpr double k_changed = 1'788'249'600.123;  // 2026-09-01T08:00:00.123Z

Fault validation(std::string_view message) { return {400, "ValidationException", std::string(message), ""}; }

const Wording k_wording{
    [](std::string_view name) {
      return validation(fmt::format("1 validation error detected: Value null at '{}' failed to satisfy constraint: "
                                    "Member must not be null",
                                    name));
    },
    [](std::string_view name, std::int64_t value, std::int64_t, std::int64_t) {
      return validation(
          fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint", value, name));
    },
};

Fault unknown_operation(std::string_view service, const std::string& operation) {
  return {400, "UnknownOperationException", fmt::format("itk-sandbox does not serve {} {}", service, operation), ""};
}

bool is_secure(std::string_view name) {
  constexpr std::array<std::string_view, 4> endings{"key", "secret", "password", "token"};
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

// What stands behind "...:parameter/" or "...:secret:", or the name itself.
std::string name_of(const std::string& id, std::string_view prefix) {
  return id.starts_with(prefix) ? id.substr(prefix.size()) : id;
}

}  // namespace

Outcome<Json::Value> SsmService::answer(const Call& call) {
  if (call.operation == "GetParameter") {
    return get_parameter(call);
  }
  if (call.operation == "GetParameters") {
    return get_parameters(call);
  }
  return fail(unknown_operation("SSM", call.operation));
}

Json::Value SsmService::describe(const std::string& name, const std::string& value, bool decrypt) const {
  const bool secure = is_secure(name);
  Json::Value parameter;
  parameter["Name"] = name;
  parameter["Type"] = secure ? "SecureString" : "String";
  parameter["Value"] = secure && !decrypt ? "AQICAH" + base64_encode(sha256_hex(value)) : value;
  parameter["Version"] = 1;
  parameter["DataType"] = "text";
  parameter["LastModifiedDate"] = k_changed;
  parameter["ARN"] = fmt::format("arn:aws:ssm:{}:{}:parameter{}{}", account_.region, account_.id,
                                 name.starts_with('/') ? "" : "/", name);
  return parameter;
}

Outcome<Json::Value> SsmService::get_parameter(const Call& call) const {
  const Parameters given(call.parameters, k_wording);
  ITK_TRY_ASSIGN(const std::string id, given.text("Name"));
  ITK_TRY_ASSIGN(const bool decrypt, given.flag("WithDecryption", false));
  const auto found =
      parameters_.find(name_of(id, fmt::format("arn:aws:ssm:{}:{}:parameter", account_.region, account_.id)));
  if (found == parameters_.end()) {
    return fail({400, "ParameterNotFound", "", ""});  // SSM says no more than the name
  }
  Json::Value answer;
  answer["Parameter"] = describe(found->first, found->second, decrypt);
  return answer;
}

Outcome<Json::Value> SsmService::get_parameters(const Call& call) const {
  const Parameters given(call.parameters, k_wording);
  ITK_TRY_ASSIGN(const auto names, given.texts("Names"));
  ITK_TRY_ASSIGN(const bool decrypt, given.flag("WithDecryption", false));
  if (names.empty() || names.size() > 10) {
    return fail(validation("1 validation error detected: Value at 'names' failed to satisfy constraint: Member must "
                           "have length between 1 and 10"));
  }
  Json::Value answer;
  answer["Parameters"] = answer["InvalidParameters"] = Json::Value(Json::arrayValue);
  for (const std::string& name : names) {
    const auto found = parameters_.find(name);
    if (found == parameters_.end()) {
      answer["InvalidParameters"].append(name);
    } else {
      answer["Parameters"].append(describe(name, found->second, decrypt));
    }
  }
  return answer;
}

Outcome<Json::Value> SecretsService::answer(const Call& call) {
  if (call.operation != "GetSecretValue") {
    return fail(unknown_operation("Secrets Manager", call.operation));
  }
  ITK_TRY_ASSIGN(const std::string id, Parameters(call.parameters, k_wording).text("SecretId"));
  const std::string prefix = fmt::format("arn:aws:secretsmanager:{}:{}:secret:", account_.region, account_.id);
  std::string name = name_of(id, prefix);
  constexpr std::size_t suffix = 7;  // "-a1B2c3" ends every ARN of a secret
  if (!secrets_.contains(name) && id.starts_with(prefix) && name.size() > suffix) {
    name.resize(name.size() - suffix);
  }
  const auto found = secrets_.find(name);
  if (found == secrets_.end()) {
    return fail({400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.", ""});
  }
  Json::Value answer;
  answer["ARN"] = prefix + name + "-a1B2c3";
  answer["Name"] = name;
  answer["VersionId"] = "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111";
  answer["VersionStages"].append("AWSCURRENT");
  answer["CreatedDate"] = k_changed;
  answer["SecretString"] = found->second;
  return answer;
}

}  // namespace itk::sandbox::lookups
