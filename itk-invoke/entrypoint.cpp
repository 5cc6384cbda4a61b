#include "itk-invoke/entrypoint.h"

#include <fmt/core.h>

#include <algorithm>

#include "itk-invoke/agentcore_invoke.h"
#include "itk-invoke/bedrock_invoke_agent.h"
#include "itk-invoke/lambda_invoke.h"
#include "itk-invoke/mcp_invoke.h"
#include "itk-invoke/sqs_event.h"

namespace itk::invoke {
namespace {

using Compile = std::unique_ptr<Delivery> (*)(const Case&, const settings::Settings&, Problems&);

struct EntrypointType {
  std::string_view name;
  Compile compile;  // null: cases may name it, and this version judges it on fixtures only
};

constexpr EntrypointType k_types[] = {
    {"sqs_event", compile_sqs_event},
    {"lambda_invoke", compile_lambda_invoke},
    {"bedrock_invoke_agent", compile_bedrock_invoke_agent},
    {"agentcore_invoke", compile_agentcore_invoke},
    {"mcp", compile_mcp},
    {"http", nullptr},
};

}  // namespace

Result<aws::Caller> Ways::caller(aws::Service service, const std::string& region, const Execution& execution) {
  ITK_TRY_ASSIGN(aws::Client * client, aws.client(service, region));
  return aws::Caller(*client, loop, execution.deadline);
}

DeliveryFailure::DeliveryFailure(aws::CallFailure call, Receipt before)
    : error(std::move(call.error)), known(std::move(before)) {
  known.attempts += call.attempts;
  known.http_status = call.status;
}

const std::vector<std::string>& entrypoint_types() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const EntrypointType& type : k_types) {
      list.emplace_back(type.name);
    }
    return list;
  }();
  return names;
}

std::unique_ptr<Delivery> compile_delivery(const Case& test_case, const settings::Settings& settings,
                                           Problems& problems) {
  const auto* type = std::find_if(std::begin(k_types), std::end(k_types),
                                  [&](const EntrypointType& known) { return known.name == test_case.entrypoint; });
  if (type == std::end(k_types)) {
    return nullptr;  // reported when the case was read
  }
  if (type->compile == nullptr) {
    problems.live(
        test_case.file, test_case.entrypoint_at, "entrypoint_unavailable",
        fmt::format("this version does not send through {}; --mode dev-fixtures judges the case on its fixture",
                    test_case.entrypoint));
    return nullptr;
  }
  return type->compile(test_case, settings, problems);
}

}  // namespace itk::invoke
