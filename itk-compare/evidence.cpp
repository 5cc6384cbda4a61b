#include "itk-compare/evidence.h"

#include <algorithm>
#include <limits>

namespace itk::compare {
namespace {

// The record of each turn that was written last: a resend writes its records again.
template <class R, class Time>
void keep_last_of_each_turn(std::vector<R>& records, Time time) {
  const auto order = [&](const R& a, const R& b) {
    return std::tuple(a.turn.value_or(1), time(a), model::write_record(a)) <
           std::tuple(b.turn.value_or(1), time(b), model::write_record(b));
  };
  std::sort(records.begin(), records.end(), order);
  std::vector<R> kept;
  for (R& record : records) {
    if (!kept.empty() && kept.back().turn.value_or(1) == record.turn.value_or(1)) {
      kept.back() = std::move(record);
    } else {
      kept.push_back(std::move(record));
    }
  }
  records = std::move(kept);
}

bool same_expectation(const model::Expectation& a, const model::Expectation& b) {
  return a.name == b.name && a.params == b.params && a.level == b.level && a.at == b.at;
}

}  // namespace

Result<SpanFacts> read_span_facts(Stage& stage, const Incoming& incoming) {
  const std::string context = incoming.position + ": span record";
  auto members = stage.parser().object(incoming.line);
  if (!members) {
    return tl::make_unexpected(with_context(std::move(members).error(), context));
  }
  SpanFacts facts;
  Status status = model::read_members(facts, SpanFacts::fields(), **members, {stage.parser(), 0}, nullptr);
  if (!status) {
    return tl::make_unexpected(with_context(std::move(status).error(), context));
  }
  return facts;
}

void Evidence::settle() {
  if (invocations.size() > 1) {
    keep_last_of_each_turn(invocations, [](const model::Invocation& i) { return i.time.value_or(Timestamp{}); });
  }
  if (answers.size() > 1) {
    keep_last_of_each_turn(answers, [](const model::Answer& a) { return a.answered.value_or(Timestamp{}); });
  }
  constexpr Timestamp k_never{std::numeric_limits<std::int64_t>::max()};
  std::sort(spans.begin(), spans.end(), [&](const SpanFacts& a, const SpanFacts& b) {
    return std::tuple(a.start.value_or(k_never), std::string_view(a.span)) <
           std::tuple(b.start.value_or(k_never), std::string_view(b.span));
  });
  const auto same_key = [](const SpanFacts& a, const SpanFacts& b) { return a.span == b.span; };
  spans.erase(std::unique(spans.begin(), spans.end(), same_key), spans.end());
}

bool Evidence::is_settled() const {
  return !invocations.empty() && answers.size() >= invocations.size() && collection && trace &&
         static_cast<std::int64_t>(spans.size()) == trace->spans;
}

std::vector<model::Expectation> Evidence::expectations() const {
  std::vector<model::Expectation> all;
  for (const model::Invocation& invocation : invocations) {
    for (const model::Expectation& expectation : invocation.expected) {
      const auto is_same = [&](const model::Expectation& other) { return same_expectation(expectation, other); };
      if (std::none_of(all.begin(), all.end(), is_same)) {
        all.push_back(expectation);
      }
    }
  }
  return all;
}

std::optional<double> Evidence::duration_ms() const {
  if (trace && trace->duration_ms) {
    return trace->duration_ms;
  }
  std::optional<Timestamp> first, last;
  for (const SpanFacts& span : spans) {
    for (const std::optional<Timestamp>& time : {span.start, span.end}) {
      if (time) {
        first = first ? std::min(*first, *time) : *time;
        last = last ? std::max(*last, *time) : *time;
      }
    }
  }
  return first ? std::optional(milliseconds_between(*first, *last)) : std::nullopt;
}

std::int64_t Evidence::error_count() const {
  return std::count_if(spans.begin(), spans.end(), [](const SpanFacts& span) { return span.failed(); });
}

std::int64_t Evidence::retry_count() const {
  return std::count_if(spans.begin(), spans.end(), [](const SpanFacts& span) { return span.retries() > 0; });
}

}  // namespace itk::compare
