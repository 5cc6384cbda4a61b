#include "itk-invoke/function_address.h"

#include <algorithm>

#include "itk-invoke/arn.h"

namespace itk::invoke {
namespace {

constexpr std::string_view k_function = "function:";

bool is_word(std::string_view text, std::string_view also) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           also.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::optional<FunctionAddress> parse_function_address(std::string_view text) {
  FunctionAddress address;
  address.text = text;
  std::string_view rest = text;
  const std::optional<Arn> arn = parse_arn(text);
  if (arn) {
    if (arn->service != "lambda" || !arn->resource.starts_with(k_function)) {
      return std::nullopt;
    }
    address.partition = arn->partition;
    address.region = arn->region;
    address.account = arn->account;
    rest.remove_prefix(text.size() - arn->resource.size() + k_function.size());
  } else if (const std::size_t at = text.find(':');
             text.substr(at == std::string_view::npos ? text.size() : at + 1).starts_with(k_function)) {
    address.account = text.substr(0, at);
    rest.remove_prefix(at + 1 + k_function.size());
  }
  const std::size_t colon = rest.find(':');
  address.name = rest.substr(0, colon);
  if (colon != std::string_view::npos) {
    address.qualifier = rest.substr(colon + 1);
    address.text.resize(text.size() - address.qualifier.size() - 1);
    if (!is_word(address.qualifier, "$")) {
      return std::nullopt;
    }
  }
  return is_word(address.name, "") ? std::optional(std::move(address)) : std::nullopt;
}

}  // namespace itk::invoke
