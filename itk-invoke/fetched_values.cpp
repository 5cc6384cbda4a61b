#include "itk-invoke/fetched_values.h"

#include <fmt/core.h>

#include "common/aws/arn.h"
#include "common/aws/secrets_manager.h"
#include "common/aws/ssm.h"

namespace itk::invoke {

Result<std::string> FetchedValues::fetch_value(std::string_view reference) {
  const std::string key(reference);
  if (const auto known = values_.find(key); known != values_.end()) {
    return known->second;
  }
  const std::size_t colon = reference.find(':');
  const std::string_view kind = reference.substr(0, colon);
  const std::string name(colon == std::string_view::npos ? "" : reference.substr(colon + 1));
  if (name.empty() || (kind != "ssm" && kind != "secret")) {
    return tl::make_unexpected(usage_error(
        "bad_reference", fmt::format("${{{}}} names nothing that can be fetched; use ssm:NAME or secret:NAME", key)));
  }
  const std::optional<aws::Arn> arn = aws::parse_arn(name);
  const bool is_secret = kind == "secret";
  ITK_TRY_ASSIGN(aws::Client * client,
                 aws_.client(is_secret ? aws::Service::SecretsManager : aws::Service::Ssm, arn ? arn->region : ""));
  Result<std::string> value = is_secret ? aws::get_secret_value(*client, name) : aws::get_parameter(*client, name);
  if (!value) {
    return tl::make_unexpected(with_context(std::move(value).error(), "${" + key + "}"));
  }
  return values_.emplace(key, std::move(*value)).first->second;
}

Status FetchedValues::fetch_all(const std::vector<std::string>& references) {
  for (const std::string& reference : references) {
    ITK_TRY(fetch_value(reference));
  }
  return {};
}

}  // namespace itk::invoke
