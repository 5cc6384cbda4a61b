#include "tests/sandbox/lambda/function_name.h"

#include <fmt/format.h>

namespace itk::sandbox::lambda {

std::optional<FunctionName> read_function_name(std::string_view text, const Account& account) {
  const std::string partial = fmt::format("{}:function:", account.id);
  const std::string full = fmt::format("arn:aws:lambda:{}:{}", account.region, partial);
  for (const std::string_view prefix : {std::string_view(full), std::string_view(partial)}) {
    if (text.starts_with(prefix)) {
      text.remove_prefix(prefix.size());
      break;
    }
  }
  const std::size_t colon = text.find(':');
  FunctionName function{std::string(text.substr(0, colon)), ""};
  if (colon != std::string_view::npos) {
    function.qualifier = text.substr(colon + 1);
  }
  if (function.name.empty() || function.qualifier.find(':') != std::string::npos) {
    return std::nullopt;
  }
  return function;
}

std::string function_arn(const FunctionName& function, const Account& account) {
  return fmt::format("arn:aws:lambda:{}:{}:function:{}{}{}", account.region, account.id, function.name,
                     function.qualifier.empty() ? "" : ":", function.qualifier);
}

}  // namespace itk::sandbox::lambda
