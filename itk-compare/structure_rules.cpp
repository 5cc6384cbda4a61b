// What a trace is made of: its spans, their ids and parents, its components and their order.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "itk-compare/rules.h"

namespace itk::compare {
namespace {

std::unordered_set<std::string_view> components_of(const Evidence& evidence) {
  std::unordered_set<std::string_view> components;
  for (const SpanFacts& span : evidence.spans) {
    components.insert(span.component);
  }
  return components;
}

// Spans that start at the same instant: nobody can tell their order, so any is fine.
struct Instant {
  std::vector<const SpanFacts*> spans;

  bool take(std::string_view component) {
    const auto it = std::find_if(spans.begin(), spans.end(), [&](auto* span) { return span->component == component; });
    if (it == spans.end()) {
      return false;
    }
    spans.erase(it);
    return true;
  }
};

std::vector<Instant> instants_of(const Evidence& evidence) {
  std::vector<Instant> instants;
  for (const SpanFacts& span : evidence.spans) {  // sorted by start, those without one last
    if (!span.start) {
      break;
    }
    if (instants.empty() || instants.back().spans.front()->start != span.start) {
      instants.emplace_back();
    }
    instants.back().spans.push_back(&span);
  }
  return instants;
}

// How many of `components` are met, in order.
std::size_t follow(const std::vector<std::string>& components, const Evidence& evidence) {
  std::size_t met = 0;
  for (Instant& instant : instants_of(evidence)) {
    while (met < components.size() && instant.take(components[met])) {
      ++met;
    }
  }
  return met;
}

// The flow as it was: each component once for each stretch of spans of it.
std::string seen_flow(const Evidence& evidence) {
  constexpr std::size_t k_most = 12;
  std::vector<std::string_view> flow;
  for (const SpanFacts& span : evidence.spans) {
    if (span.start && (flow.empty() || flow.back() != span.component)) {
      flow.push_back(span.component);
    }
  }
  const bool is_long = flow.size() > k_most;
  flow.resize(std::min(flow.size(), k_most));
  return fmt::format("{}{}", fmt::join(flow, " > "), is_long ? " > ..." : "");
}

// Ids that may be named as parents although no span has them: what itk-invoke sent in the trace header.
bool is_given(const Evidence& evidence, const std::string& parent) {
  const std::string id = "span:" + parent;
  return std::any_of(evidence.invocations.begin(), evidence.invocations.end(), [&](const model::Invocation& i) {
    return std::find(i.ids.begin(), i.ids.end(), id) != i.ids.end();
  });
}

}  // namespace

namespace rules {

Finding has_spans(const expect::Arguments& arguments, const Evidence& evidence) {
  const std::size_t least = static_cast<std::size_t>(arguments.count.value_or(1));
  const std::size_t count = evidence.spans.size();
  return {count >= least ? Outcome::Passed : Outcome::Failed,
          "at least " + counted(least, "span"),
          counted(count, "span"),
          {}};
}

Finding has_entrypoint(const expect::Arguments&, const Evidence& evidence) {
  Finding finding{Outcome::Failed, "at least one span without parent", "", {}};
  for (const SpanFacts& span : evidence.spans) {
    if (span.stated_parent().empty()) {
      finding.outcome = Outcome::Passed;
      finding.actual = span.title();
      show(finding, span);
      return finding;
    }
  }
  finding.actual = evidence.spans.empty() ? "no spans" : counted(evidence.spans.size(), "span") + ", all with a parent";
  return finding;
}

Finding no_duplicate_span_ids(const expect::Arguments&, const Evidence& evidence) {
  Finding finding{Outcome::Passed, "each span id once", "", {}};
  std::unordered_map<std::string_view, std::size_t> uses;
  std::string_view first;
  std::size_t twice = 0;
  for (const SpanFacts& span : evidence.spans) {
    const std::size_t use = ++uses[span.stated_id()];
    twice += use == 2 ? 1 : 0;
    if (use > 1) {
      first = first.empty() ? std::string_view(span.stated_id()) : first;
      show(finding, span);
    }
  }
  if (twice == 0) {
    finding.actual = counted(uses.size(), "different id");
    return finding;
  }
  finding.outcome = Outcome::Failed;
  finding.actual = fmt::format("\"{}\" on {}", first, counted(uses[first], "span"));
  finding.actual += and_more(twice - 1, "such id");
  return finding;
}

Finding no_orphan_spans(const expect::Arguments&, const Evidence& evidence) {
  Finding finding{Outcome::Passed, "no span with an unknown parent", "none", {}};
  // A parent of the source's is one of its ids; one that itk-correlate found is one of our keys.
  std::unordered_set<std::string_view> ids;
  for (const SpanFacts& span : evidence.spans) {
    ids.insert(span.span);
    ids.insert(span.stated_id());
  }
  std::size_t orphans = 0;
  for (const SpanFacts& span : evidence.spans) {
    const std::string& parent = span.parent.empty() ? span.stated_parent() : span.parent;
    if (parent.empty() || ids.contains(parent) || is_given(evidence, parent)) {
      continue;
    }
    if (orphans++ == 0) {
      finding.actual = fmt::format("{} with parent \"{}\"", span.title(), parent);
    }
    show(finding, span);
  }
  if (orphans > 0) {
    finding.outcome = Outcome::Failed;
    finding.actual += and_more(orphans - 1, "such span");
  }
  return finding;
}

Finding required_components(const expect::Arguments& arguments, const Evidence& evidence) {
  const std::unordered_set<std::string_view> seen = components_of(evidence);
  std::vector<std::string> absent;
  for (const std::string& component : arguments.components) {
    if (!seen.contains(component)) {
      absent.push_back(component);
    }
  }
  Finding finding{
      Outcome::Passed, fmt::format("spans of {}", fmt::join(arguments.components, ", ")), "all of them", {}};
  if (!absent.empty()) {
    std::vector<std::string_view> others(seen.begin(), seen.end());
    std::sort(others.begin(), others.end());
    finding.outcome = Outcome::Failed;
    finding.actual = fmt::format("none of {} (there {} {})", fmt::join(absent, ", "), others.size() == 1 ? "is" : "are",
                                 others.empty() ? "no spans" : fmt::format("{}", fmt::join(others, ", ")));
  }
  return finding;
}

Finding component_flow(const expect::Arguments& arguments, const Evidence& evidence) {
  const std::vector<std::string>& wanted = arguments.components;
  Finding finding{Outcome::Passed, fmt::format("{}", fmt::join(wanted, " > ")), seen_flow(evidence), {}};
  const std::size_t met = follow(wanted, evidence);
  if (met == wanted.size()) {
    return finding;
  }
  const bool might_be_untimed = std::any_of(evidence.spans.begin(), evidence.spans.end(), [&](const SpanFacts& span) {
    return !span.start && std::find(wanted.begin(), wanted.end(), span.component) != wanted.end();
  });
  finding.outcome = might_be_untimed ? Outcome::Unjudged : Outcome::Failed;
  if (might_be_untimed) {
    finding.actual += finding.actual.empty() ? "spans without times" : ", and spans without times";
  } else if (finding.actual.empty()) {
    finding.actual = "no spans";
  } else {
    finding.actual += fmt::format(" (no {}{})", wanted[met], met > 0 ? " after " + wanted[met - 1] : "");
  }
  return finding;
}

}  // namespace rules
}  // namespace itk::compare
