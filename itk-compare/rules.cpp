#include "itk-compare/rules.h"

#include <fmt/core.h>

namespace itk::compare {
namespace {

struct NamedRule {
  std::string_view name;
  Rule rule;
};

constexpr NamedRule k_rules[] = {
    {"bedrock_response_present", rules::bedrock_response_present},
    {"component_flow", rules::component_flow},
    {"has_entrypoint", rules::has_entrypoint},
    {"has_spans", rules::has_spans},
    {"max_duration_ms", rules::max_duration_ms},
    {"max_retry_count", rules::max_retry_count},
    {"no_canary_in_tools", rules::no_canary_in_tools},
    {"no_duplicate_span_ids", rules::no_duplicate_span_ids},
    {"no_error_spans", rules::no_error_spans},
    {"no_orphan_spans", rules::no_orphan_spans},
    {"required_components", rules::required_components},
    {"response_contains", rules::response_contains},
    {"slack_message_sent", rules::slack_message_sent},
    {"valid_timestamps", rules::valid_timestamps},
};

}  // namespace

Rule find_rule(std::string_view name) {
  for (const NamedRule& named : k_rules) {
    if (named.name == name) {
      return named.rule;
    }
  }
  return nullptr;
}

bool looks_at_payloads(std::string_view name) {
  return name == "response_contains" || name == "bedrock_response_present" || name == "no_canary_in_tools";
}

void show(Finding& finding, const SpanFacts& span) {
  constexpr std::size_t k_most = 20;
  if (finding.spans.size() < k_most) {
    finding.spans.push_back(span.span);
  }
}

std::string counted(std::size_t count, std::string_view noun) {
  if (count == 1) {
    return fmt::format("1 {}", noun);
  }
  return noun.ends_with('y') ? fmt::format("{} {}ies", count, noun.substr(0, noun.size() - 1))
                             : fmt::format("{} {}s", count, noun);
}

std::string and_more(std::size_t count, std::string_view noun) {
  return count == 0 ? "" : ", and " + counted(count, fmt::format("more {}", noun));
}

}  // namespace itk::compare
