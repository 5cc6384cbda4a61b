#include "common/aws/service_quotas.h"

#include "common/aws/answer.h"
#include "common/json/writer.h"

namespace itk::aws {

Result<ServiceQuota> get_service_quota(Client& quotas, std::string_view service_code, std::string_view quota_code) {
  std::string body;
  json::ObjectWriter writer(body);
  writer.string("ServiceCode", service_code);
  writer.string("QuotaCode", quota_code);
  writer.close();
  ITK_TRY_ASSIGN(const Reply reply, quotas.call(json_request(quotas.service(), "GetServiceQuota", std::move(body))));
  ITK_TRY_ASSIGN(Answer answer, Answer::read(quotas, "GetServiceQuota", reply));
  const auto quota = answer.root().object("Quota");
  const std::optional<double> value = quota ? quota->number("Value") : std::nullopt;
  if (!value) {
    return tl::make_unexpected(answer.unreadable("it has no Value"));
  }
  return ServiceQuota{quota->text("QuotaName"), *value, quota->boolean("Adjustable").value_or(false)};
}

}  // namespace itk::aws
