#include "common/expect/grammar.h"

#include "common/expect/compile.h"

namespace itk::expect {
namespace {

Parameter flag() {
  return {"value", {}, Shape::Flag, "true, which changes nothing; to switch the expectation off, remove it"};
}

Parameter components(std::vector<std::string_view> aliases, std::string_view meaning) {
  return {"components", std::move(aliases), Shape::Components, meaning};
}

Invariant plain(std::string_view name, std::string_view meaning) { return {name, meaning, {flag()}}; }

std::vector<Invariant> list_invariants() {
  return {
      plain("bedrock_response_present", "a Bedrock agent or model gave a response that is not empty"),
      {"component_flow",
       "the components occur in this order by start time; others may stand between them",
       {components({"component_flow", "flow", "value"}, "the components in order, each \"type:name\"")},
       true},
      plain("has_entrypoint", "at least one span has no parent"),
      {"has_spans",
       "there are spans",
       {{"min_count", {"min", "value"}, Shape::Count, "how many spans there must be at least (default 1)"}}},
      {"max_duration_ms",
       "the execution took at most this long",
       {{"max_ms", {"max_duration_ms", "value"}, Shape::Duration, "milliseconds from the first start to the last end"}},
       true},
      {"max_retry_count",
       "no operation was retried more often",
       {{"max_retries",
         {"max_allowed", "max", "value"},
         Shape::Count,
         "how many retries of one operation are allowed (default 5): the third attempt is the second "
         "retry"}}},
      {"no_canary_in_tools",
       "none of these texts stands in the request of a tool call",
       {{"text", {"canary", "value"}, Shape::Texts, "literal text, or a list of them; case matters"}},
       true},
      plain("no_duplicate_span_ids", "no two spans have the same id, as their source states it"),
      plain("no_error_spans", "no span failed"),
      plain("no_orphan_spans", "each parent that a span names exists"),
      {"required_components",
       "each of these components has at least one span",
       {components({"required_components", "value"}, "components, each \"type:name\"")},
       true},
      {"response_contains",
       "the response is not empty and contains each of these",
       {{"text", {"contains", "value"}, Shape::Texts, "literal text, or a list of them; case matters"},
        {"pattern", {"patterns", "regex"}, Shape::Patterns, "an RE2 pattern that matches somewhere, or a list of them"},
        {"type", {}, Shape::MatchType, "\"text\" or \"regex\"; the parameter beside it decides what is meant"}},
       true},
      plain("slack_message_sent", "a span that did not fail sent something to Slack"),
      plain("valid_timestamps", "no span ends before it starts"),
  };
}

}  // namespace

const std::vector<Invariant>& invariants() {
  static const std::vector<Invariant> all = list_invariants();
  return all;
}

const std::vector<std::string>& known_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Invariant& invariant : invariants()) {
      list.emplace_back(invariant.name);
    }
    return list;
  }();
  return names;
}

std::vector<Problem> validate(const model::Expectation& expectation) {
  auto compiled = compile(expectation);
  return compiled ? std::vector<Problem>{} : std::move(compiled).error();
}

}  // namespace itk::expect
