// What every component of the demo system lives in.
#pragma once

#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/demo/pace.h"
#include "tests/sandbox/logs/store.h"
#include "tests/sandbox/xray/trace_store.h"

namespace itk::sandbox::demo {

struct World {
  logs::LogStore& logs;
  xray::TraceStore& traces;
  Clock& clock;
  Pace& pace;
  const Account& account;
};

// Names that stand in a cloud account, not in this code only.
inline constexpr std::string_view k_queue = "itk-demo";
inline constexpr std::string_view k_dead_letter_queue = "itk-demo-dlq";
inline constexpr std::string_view k_fifo_queue = "itk-demo.fifo";
inline constexpr std::string_view k_orchestrator = "itk-demo-orchestrator";
inline constexpr std::string_view k_gatekeeper = "itk-demo-gatekeeper";
inline constexpr std::string_view k_supervisor = "itk-demo-supervisor";
inline constexpr std::string_view k_action_group = "itk-demo-action-group";
inline constexpr std::string_view k_gatekeeper_id = "GK7PZQ4T1W";
inline constexpr std::string_view k_supervisor_id = "SV4XK2M9QD";
inline constexpr std::string_view k_test_alias_id = "TSTALIASID";  // Bedrock's own, for every agent's draft
inline constexpr std::string_view k_http_api = "itk-demo-http-api";
inline constexpr std::string_view k_mcp = "itk-demo-mcp";
inline constexpr std::string_view k_runtime_id = "itk_demo-Hb8T5xW2Qp";
inline constexpr std::string_view k_model = "us.anthropic.claude-3-7-sonnet-20250219-v1:0";

inline constexpr std::string_view k_orchestrator_logs = "/aws/lambda/itk-demo-orchestrator";
inline constexpr std::string_view k_gatekeeper_logs = "/aws/bedrock/agents/itk-demo-gatekeeper";
inline constexpr std::string_view k_supervisor_logs = "/aws/bedrock/agents/itk-demo-supervisor";
inline constexpr std::string_view k_action_group_logs = "/aws/lambda/itk-demo-action-group";
inline constexpr std::string_view k_span_logs = "aws/spans";

inline constexpr std::string_view k_http_api_logs = "/aws/lambda/itk-demo-http-api";
inline constexpr std::string_view k_mcp_logs = "/aws/lambda/itk-demo-mcp";
inline constexpr std::string_view k_runtime_logs = "/aws/bedrock-agentcore/runtimes/itk_demo-Hb8T5xW2Qp-DEFAULT";

// Those of the way through the queue, and those of the other ways in.
inline constexpr std::string_view k_log_groups[] = {k_orchestrator_logs, k_gatekeeper_logs, k_supervisor_logs,
                                                    k_action_group_logs, k_span_logs};
inline constexpr std::string_view k_other_log_groups[] = {k_http_api_logs, k_mcp_logs, k_runtime_logs};

}  // namespace itk::sandbox::demo
