#include "itk-compare/report.h"

#include <fmt/core.h>

namespace itk::compare {

std::string describe_origin(const model::Run& run) {
  if (run.mode == "dev-fixtures") {
    return "This run read fixtures (mode dev-fixtures): it says nothing about a deployed system.";
  }
  if (run.endpoint == "custom") {
    return fmt::format("This run called a custom endpoint{}, not AWS.",
                       run.endpoint_url.empty() ? "" : " (" + run.endpoint_url + ")");
  }
  return "";
}

}  // namespace itk::compare
