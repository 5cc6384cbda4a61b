#include "common/logs/component.h"

#include <algorithm>

namespace itk::logs {
namespace {

constexpr std::string_view k_lambda_prefix = "/aws/lambda/";
constexpr std::string_view k_agent_prefixes[] = {"/aws/bedrock-agentcore/runtimes/", "/aws/bedrock/agents/"};

// "2020/03/05/"
bool begins_with_day(std::string_view stream) {
  constexpr std::string_view k_pattern = "dddd/dd/dd/";
  return stream.size() > k_pattern.size() &&
         std::equal(k_pattern.begin(), k_pattern.end(), stream.begin(),
                    [](char p, char c) { return p == 'd' ? c >= '0' && c <= '9' : c == p; });
}

}  // namespace

std::string lambda_of(std::string_view group, std::string_view stream) {
  const std::size_t arn = group.find(":log-group:");
  if (arn != std::string_view::npos) {
    group = group.substr(arn + 11);
    group = group.substr(0, group.find(':'));
  }
  if (group.starts_with(k_lambda_prefix)) {
    group.remove_prefix(k_lambda_prefix.size());
    // "us-east-1.name" is the group of a function at the edge.
    return std::string(group.substr(0, group.find('/')));
  }
  const std::size_t version = stream.find('[');
  if (begins_with_day(stream) && version != std::string_view::npos && version > 11) {
    return std::string(stream.substr(11, version - 11));
  }
  return "";
}

std::string component_of(std::string_view group, std::string_view stream) {
  const std::string function = lambda_of(group, stream);
  if (!function.empty()) {
    return "lambda:" + function;
  }
  for (const std::string_view prefix : k_agent_prefixes) {
    if (group.starts_with(prefix)) {
      return "agent:" + std::string(group.substr(prefix.size()));
    }
  }
  return "";
}

std::string_view function_name(std::string_view name_or_arn) {
  const std::size_t at = name_or_arn.find(":function:");
  if (at != std::string_view::npos) {
    name_or_arn = name_or_arn.substr(at + 10);
    name_or_arn = name_or_arn.substr(0, name_or_arn.find(':'));
  }
  return name_or_arn;
}

std::string_view model_of(std::string_view id_or_arn) {
  return id_or_arn.starts_with("arn:") ? id_or_arn.substr(id_or_arn.rfind('/') + 1) : id_or_arn;
}

}  // namespace itk::logs
