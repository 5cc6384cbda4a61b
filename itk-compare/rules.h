// How each expectation is judged: one function per name of common/expect.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/expect/compile.h"
#include "itk-compare/evidence.h"

namespace itk::compare {

enum class Outcome {
  Passed,
  Failed,
  Unjudged,  // the evidence does not say
};

// "expected `expected`, got `actual`"; the keys of the spans that show it, the first one first.
struct Finding {
  Outcome outcome = Outcome::Unjudged;
  std::string expected;
  std::string actual;
  std::vector<std::string> spans;
};

using Rule = Finding (*)(const expect::Arguments&, const Evidence&);

// The rule of this name, or null.
Rule find_rule(std::string_view name);
// Whether it looks into requests or responses, which are worth dropping early where nothing does.
bool looks_at_payloads(std::string_view name);

namespace rules {

// What a trace is made of.
Finding has_spans(const expect::Arguments&, const Evidence&);
Finding has_entrypoint(const expect::Arguments&, const Evidence&);
Finding no_duplicate_span_ids(const expect::Arguments&, const Evidence&);
Finding no_orphan_spans(const expect::Arguments&, const Evidence&);
Finding required_components(const expect::Arguments&, const Evidence&);
Finding component_flow(const expect::Arguments&, const Evidence&);

// How it went.
Finding valid_timestamps(const expect::Arguments&, const Evidence&);
Finding max_duration_ms(const expect::Arguments&, const Evidence&);
Finding max_retry_count(const expect::Arguments&, const Evidence&);
Finding no_error_spans(const expect::Arguments&, const Evidence&);

// What came out of it.
Finding response_contains(const expect::Arguments&, const Evidence&);
Finding bedrock_response_present(const expect::Arguments&, const Evidence&);
Finding slack_message_sent(const expect::Arguments&, const Evidence&);

// What went into it.
Finding no_canary_in_tools(const expect::Arguments&, const Evidence&);

}  // namespace rules

// Adds a span to the list that shows a finding; the list stays short, the text of the finding has the count.
void show(Finding& finding, const SpanFacts& span);
// "1 span", "2 spans".
std::string counted(std::size_t count, std::string_view noun);
// ", and 2 more spans"; "" for none.
std::string and_more(std::size_t count, std::string_view noun);

}  // namespace itk::compare
