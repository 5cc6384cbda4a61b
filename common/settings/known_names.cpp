#include "common/settings/known_names.h"

#include <algorithm>
#include <charconv>

namespace itk::settings {
namespace {

constexpr bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::vector<KnownName> list_settings() {
  using enum ValueKind;
  return {
      {"ITK_AGENTCORE_RUNTIME_ARN", Text, "agent runtime of AgentCore that is invoked"},
      {"ITK_ALLOWED_ACCOUNTS", List, "accounts that may be tested; any other is refused"},
      {"ITK_ALLOWED_REGIONS", List, "regions that may be tested; any other is refused"},
      {"ITK_ARTIFACTS_DIR", Text, "folder for the artifacts of runs"},
      {"ITK_AWS_REGION", Text, "region, before AWS_REGION of the same source"},
      {"ITK_BEDROCK_AGENT_ALIAS_ID", Text, "alias of the agent that is invoked"},
      {"ITK_BEDROCK_AGENT_ID", Text, "agent that is invoked"},
      {"ITK_CASES_DIR", Text, "folder of the cases"},
      {"ITK_DEFAULT_ENTRYPOINT", Text, "entrypoint that is checked where no case says one"},
      {"ITK_ENV", Text, "name of the environment, for records and the check against production"},
      {"ITK_ENV_FILE", Text, "of the Python kit; --env-file takes its place"},
      {"ITK_FIXTURES_DIR", Text, "of the Python kit; cases name their fixtures"},
      {"ITK_LAMBDA_FUNCTION_NAME", Text, "function that is invoked"},
      {"ITK_LOG_DELAY_SECONDS", WholeNumber, "the least quiet period of every case"},
      {"ITK_LOG_GROUPS", List, "log groups of cases that name none"},
      {"ITK_LOG_LEVEL", LogLevel, "least level of the messages on stderr"},
      {"ITK_LOG_QUERY_WINDOW_SECONDS", WholeNumber, "the widest span of time of one query"},
      {"ITK_MCP_URL", Text, "endpoint of the MCP server that is called"},
      {"ITK_MODE", Mode, "live or dev-fixtures"},
      {"ITK_REDACT_KEY", Text, "key of the pseudonyms"},
      {"ITK_REDACT_KEYS", List, "further keys whose values are redacted"},
      {"ITK_REDACT_PATTERNS", List, "further patterns of values that are redacted"},
      {"ITK_RESOLVER_CMD", Text, "command that writes targets.json"},
      {"ITK_RESOLVER_OUTPUT", Text, "where targets.json is (.itk/targets.json)"},
      {"ITK_SHARD_TOTAL", WholeNumber, "number of machines, for --shard auto where the platform does not tell"},
      {"ITK_SOAK_DURATION", Text, "how long a soak lasts"},
      {"ITK_SOAK_INITIAL_RATE", Number, "invocations per second at the start of a soak"},
      {"ITK_SOAK_INTERVAL", Number, "seconds between two invocations of a soak"},
      {"ITK_SOAK_ITERATIONS", WholeNumber, "how often a soak invokes each case"},
      {"ITK_SOAK_MAX_INFLIGHT", WholeNumber, "how many invocations of a soak may be under way"},
      {"ITK_SQS_QUEUE_URL", Text, "queue that messages are sent to"},
      {"ITK_SUPPRESS_VENV_WARNING", Text, "of the Python kit; means nothing here"},
      {"ITK_TARGET_LAMBDA_ARN", Text, "function that is invoked, as ARN"},
      {"ITK_TRACE_ID_ATTR", Text, "name of the attribute that carries the nonce (ITK_TRACE_ID)"},
  };
}

}  // namespace

const std::vector<KnownName>& known_settings() {
  static const std::vector<KnownName> all = list_settings();
  return all;
}

const KnownName* find_known(std::string_view name) {
  const std::vector<KnownName>& all = known_settings();
  const auto found = std::find_if(all.begin(), all.end(), [&](const KnownName& known) { return known.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const std::vector<std::string>& known_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const KnownName& known : known_settings()) {
      list.emplace_back(known.name);
    }
    return list;
  }();
  return names;
}

std::string describe_bad_value(const KnownName& known, std::string_view value) {
  const char* end = value.data() + value.size();
  switch (known.kind) {
    case ValueKind::WholeNumber: {
      unsigned long long number = 0;
      const auto [stopped, error] = std::from_chars(value.data(), end, number);
      return error == std::errc() && stopped == end ? "" : "must be a whole number from 0";
    }
    case ValueKind::Number: {
      double number = 0;
      const auto [stopped, error] = std::from_chars(value.data(), end, number);
      return error == std::errc() && stopped == end && number >= 0 ? "" : "must be a number from 0";
    }
    case ValueKind::Mode:
      return is_one_of(value, {"live", "dev-fixtures"}) ? "" : "must be live or dev-fixtures";
    case ValueKind::LogLevel: {
      std::string lower(value);
      std::transform(lower.begin(), lower.end(), lower.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
      return is_one_of(lower, {"trace", "debug", "info", "warning", "error"})
                 ? ""
                 : "must be trace, debug, info, warning or error";
    }
    case ValueKind::Text:
    case ValueKind::List:
      break;
  }
  return "";
}

}  // namespace itk::settings
