#include "tests/sandbox/lookups/account_facts.h"

#include <fmt/format.h>

#include <array>

namespace itk::sandbox::lookups {
namespace {

struct Quota {
  std::string_view service, code, name;
  double value;
};
// A few that bear on the rate of a soak. Lambda's code is AWS's, the other two are the sandbox's own.
constexpr std::array k_quotas{
    Quota{"lambda", "L-B99A9384", "Concurrent executions", 1000},
    Quota{"logs", "L-32C48FA3", "FilterLogEvents throttle limit in transactions per second", 25},
    Quota{"bedrock", "L-5A7C4E21", "InvokeAgent requests per second", 25},
};

Json::Value describe(const Quota& quota, const Account& account) {
  Json::Value described;
  described["ServiceCode"] = std::string(quota.service);
  described["QuotaCode"] = std::string(quota.code);
  described["QuotaName"] = std::string(quota.name);
  described["QuotaArn"] =
      fmt::format("arn:aws:servicequotas:{}:{}:{}/{}", account.region, account.id, quota.service, quota.code);
  described["Value"] = quota.value;
  described["Unit"] = "None";
  described["Adjustable"] = true;
  described["GlobalQuota"] = false;
  return described;
}

std::string text_of(const Call& call, const char* name) {
  const Json::Value& value = call.parameters[name];
  return value.isString() ? value.asString() : "";
}

}  // namespace

Outcome<Json::Value> IamService::answer(const Call& call) {
  if (call.operation != "ListAccountAliases") {
    return fail(
        {400, "InvalidAction", fmt::format("Could not find operation {} for version 2010-05-08", call.operation), ""});
  }
  Json::Value answer;
  answer["IsTruncated"] = "false";
  answer["AccountAliases"] = Json::Value(Json::arrayValue);
  if (!account_.alias.empty()) {
    answer["AccountAliases"].append(account_.alias);
  }
  return answer;
}

Outcome<Json::Value> QuotaService::answer(const Call& call) {
  const std::string service = text_of(call, "ServiceCode"), code = text_of(call, "QuotaCode");
  const bool is_list = call.operation == "ListServiceQuotas";
  if (!is_list && call.operation != "GetServiceQuota") {
    return fail({400, "UnknownOperationException",
                 fmt::format("itk-sandbox does not serve Service Quotas {}", call.operation), ""});
  }
  Json::Value answer;
  answer["Quotas"] = Json::Value(Json::arrayValue);
  for (const Quota& quota : k_quotas) {
    if (quota.service != service) {
      continue;
    }
    if (!is_list && quota.code == code) {
      Json::Value one;
      one["Quota"] = describe(quota, account_);
      return one;
    }
    answer["Quotas"].append(describe(quota, account_));
  }
  if (!is_list || answer["Quotas"].empty()) {
    return fail(
        {400, "NoSuchResourceException", "The request failed because the specified service does not exist.", ""});
  }
  return answer;
}

}  // namespace itk::sandbox::lookups
