#include "itk-invoke/entrypoint.h"

#include <fmt/core.h>

#include <algorithm>

#include "itk-invoke/agentcore_invoke.h"
#include "itk-invoke/bedrock_invoke_agent.h"
#include "itk-invoke/exec.h"
#include "itk-invoke/http.h"
#include "itk-invoke/lambda_invoke.h"
#include "itk-invoke/mcp_invoke.h"
#include "itk-invoke/sqs_event.h"

namespace itk::invoke {
namespace {

using Compile = std::unique_ptr<Delivery> (*)(const Case&, const settings::Settings&, Problems&);

struct EntrypointType {
  std::string_view name;
  Compile compile;
  bool waits = false;  // has a use for `until`
};

constexpr EntrypointType k_types[] = {
    {"sqs_event", compile_sqs_event},
    {"lambda_invoke", compile_lambda_invoke},
    {"bedrock_invoke_agent", compile_bedrock_invoke_agent},
    {"agentcore_invoke", compile_agentcore_invoke},
    {"mcp", compile_mcp},
    {"http", compile_http, true},
    {"exec", compile_exec, true},
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
  if (test_case.until.is_map() && !type->waits) {
    problems.live(test_case.file, test_case.until.at, "no_until",
                  fmt::format("{} has no use for `until`, which http and exec have; remove it", type->name));
  }
  return type->compile(test_case, settings, problems);
}

}  // namespace itk::invoke
