// How an execution went: its times, its retries, its errors.
#include <fmt/core.h>

#include <algorithm>

#include "itk-compare/rules.h"

namespace itk::compare {
namespace {

std::string milliseconds(double ms) { return fmt::format("{:.6g} ms", ms); }

// What an error says, in one line: its code or type and message where it has them.
std::string describe_error(const RawJson& error) {
  if (error.empty()) {
    return "";
  }
  constexpr std::size_t k_most = 160;
  json::Parser parser;
  const json::PaddedText text(error.text);
  const auto members = parser.object(text.view());
  std::string told;
  if (members) {
    for (const std::string_view key : {"code", "type", "message"}) {
      const json::Value* value = json::find(**members, key);
      if (value != nullptr && value->kind == json::Kind::String && !value->text.empty()) {
        told += (told.empty() ? "" : ": ") + std::string(value->text);
      }
    }
  }
  told = told.empty() ? error.text : told;
  return " (" + (told.size() > k_most ? told.substr(0, k_most) + "..." : told) + ")";
}

}  // namespace

namespace rules {

Finding valid_timestamps(const expect::Arguments&, const Evidence& evidence) {
  Finding finding{Outcome::Passed, "no span that ends before it starts", "none", {}};
  std::size_t backwards = 0;
  for (const SpanFacts& span : evidence.spans) {
    const std::optional<Timestamp>&start = span.stated_start(), &end = span.stated_end();
    if (!start || !end || *end >= *start) {
      continue;
    }
    if (backwards++ == 0) {
      finding.actual = fmt::format("{}, which ends {} before it starts", span.title(),
                                   milliseconds(milliseconds_between(*end, *start)));
    }
    show(finding, span);
  }
  if (backwards > 0) {
    finding.outcome = Outcome::Failed;
    finding.actual += and_more(backwards - 1, "such span");
  }
  return finding;
}

Finding max_duration_ms(const expect::Arguments& arguments, const Evidence& evidence) {
  const double most = arguments.duration_ms.value_or(0);
  const std::optional<double> duration = evidence.duration_ms();
  Finding finding{Outcome::Unjudged, "at most " + milliseconds(most), "no span with a time", {}};
  if (duration) {
    finding.outcome = *duration <= most ? Outcome::Passed : Outcome::Failed;
    finding.actual = milliseconds(*duration);
  }
  return finding;
}

Finding max_retry_count(const expect::Arguments& arguments, const Evidence& evidence) {
  const std::int64_t most = arguments.count.value_or(5);
  Finding finding{Outcome::Passed, "at most " + counted(static_cast<std::size_t>(most), "retry"), "no retries", {}};
  const SpanFacts* worst = nullptr;
  for (const SpanFacts& span : evidence.spans) {
    if (span.retries() > 0 && (worst == nullptr || span.retries() > worst->retries())) {
      worst = &span;
    }
  }
  if (worst == nullptr) {
    return finding;
  }
  finding.outcome = worst->retries() <= most ? Outcome::Passed : Outcome::Failed;
  finding.actual =
      fmt::format("{} of {}", counted(static_cast<std::size_t>(worst->retries()), "retry"), worst->title());
  show(finding, *worst);
  return finding;
}

Finding no_error_spans(const expect::Arguments&, const Evidence& evidence) {
  Finding finding{Outcome::Passed, "no failed span", "none", {}};
  std::size_t failed = 0;
  for (const SpanFacts& span : evidence.spans) {
    if (!span.failed()) {
      continue;
    }
    if (failed++ == 0) {
      finding.actual = span.title() + describe_error(span.error);
    }
    show(finding, span);
  }
  if (failed > 0) {
    finding.outcome = Outcome::Failed;
    finding.actual += and_more(failed - 1, "failed span");
  }
  return finding;
}

}  // namespace rules
}  // namespace itk::compare
