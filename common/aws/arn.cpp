#include "common/aws/arn.h"

namespace itk::aws {

std::optional<Arn> parse_arn(std::string_view text) {
  if (!text.starts_with("arn:")) {
    return std::nullopt;
  }
  text.remove_prefix(4);
  Arn arn;
  for (std::string* part : {&arn.partition, &arn.service, &arn.region, &arn.account}) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    *part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  arn.resource = text;
  return arn.partition.empty() || arn.service.empty() || arn.resource.empty() ? std::nullopt : std::optional(arn);
}

}  // namespace itk::aws
