#include "common/preflight/target.h"

#include <array>

#include "common/aws/arn.h"
#include "common/aws/uri.h"

namespace itk::preflight {

std::string_view kind_name(Kind kind) {
  constexpr std::array<std::string_view, 5> k_names = {"queue", "function", "agent", "log group", "target"};
  return k_names[static_cast<std::size_t>(kind)];
}

Target log_group_target(std::string_view text, std::string where) {
  Target target{Kind::LogGroup, std::string(text), std::string(text)};
  target.where = std::move(where);
  if (const auto arn = aws::parse_arn(text)) {
    constexpr std::string_view k_prefix = "log-group:";
    target.name = arn->resource.starts_with(k_prefix) ? arn->resource.substr(k_prefix.size()) : arn->resource;
    target.name = target.name.ends_with(":*") ? target.name.substr(0, target.name.size() - 2) : target.name;
    target.region = arn->region;
    target.account = arn->account;
  }
  return target;
}

Target other_target(std::string_view text) {
  Target target{Kind::Other, std::string(text), std::string(text)};
  if (const auto arn = aws::parse_arn(text)) {
    target.name = arn->resource;
    target.region = arn->region;
    target.account = arn->account;
  } else if (const auto url = aws::split_url(text)) {
    target.name = url->host;
  }
  return target;
}

bool is_in_aws(const Target& target) {
  return target.kind != Kind::Other || !target.region.empty() || target.text.starts_with("arn:");
}

}  // namespace itk::preflight
