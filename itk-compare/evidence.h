// What the stream says of one invocation (one `inv`: one iteration of one case), as far as anything is judged
// by it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/model/records.h"
#include "common/stage/stage.h"

namespace itk::compare {

// The part of a span that expectations look at. Reading only this part keeps requests, log lines and ids,
// which are most of a span's bytes, out of memory.
struct SpanFacts {
  std::string inv;
  std::string span;
  std::string parent;
  std::string component;
  std::string operation;
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  std::optional<std::int64_t> attempt;
  std::string status;
  RawJson error;
  std::optional<model::Tokens> tokens;
  std::optional<double> cost_usd;
  RawJson request;
  RawJson response;
  std::optional<model::Stated> stated;

  static constexpr auto fields() {
    using model::optional, model::required;
    return std::tuple{optional("inv", &SpanFacts::inv),
                      required("span", &SpanFacts::span),
                      optional("parent", &SpanFacts::parent),
                      required("component", &SpanFacts::component),
                      required("operation", &SpanFacts::operation),
                      optional("start", &SpanFacts::start),
                      optional("end", &SpanFacts::end),
                      optional("attempt", &SpanFacts::attempt),
                      required("status", &SpanFacts::status),
                      optional("error", &SpanFacts::error),
                      optional("tokens", &SpanFacts::tokens),
                      optional("cost_usd", &SpanFacts::cost_usd),
                      optional("request", &SpanFacts::request),
                      optional("response", &SpanFacts::response),
                      optional("stated", &SpanFacts::stated)};
  }

  bool failed() const { return status == "error" || !error.empty(); }
  std::int64_t retries() const { return attempt.value_or(1) - 1; }
  // "agent:gatekeeper InvokeAgent"
  std::string title() const { return component + " " + operation; }
  // Id, parent and times as the source states them; ours where it states nothing.
  const std::string& stated_id() const { return is_stated() ? stated->span : span; }
  const std::string& stated_parent() const { return is_stated() ? stated->parent : parent; }
  const std::optional<Timestamp>& stated_start() const { return stated && stated->start ? stated->start : start; }
  const std::optional<Timestamp>& stated_end() const { return stated && stated->end ? stated->end : end; }

 private:
  bool is_stated() const { return stated && !stated->span.empty(); }
};

// The facts of a `span` record.
Result<SpanFacts> read_span_facts(Stage& stage, const Incoming& incoming);

struct Evidence {
  std::string inv;
  std::vector<model::Invocation> invocations;  // one per turn
  std::vector<model::Answer> answers;          // one per turn
  std::optional<model::Collection> collection;
  std::optional<model::Trace> trace;
  std::vector<SpanFacts> spans;
  std::set<std::string> errors;  // "itk-collect: log group ... does not exist"
  bool has_late_spans = false;   // spans came after their trace had been judged

  const std::string& run() const { return invocations.front().run; }
  const std::string& case_id() const { return invocations.front().case_id; }
  std::int64_t iteration() const { return invocations.front().iteration; }

  // Puts everything into an order that does not depend on the order of arrival; drops what is there twice.
  void settle();
  // Whether all that its trace announces is there: then nothing more is to come.
  bool is_settled() const;
  // What all its turns expect, each once.
  std::vector<model::Expectation> expectations() const;

  std::optional<double> duration_ms() const;  // of the trace, else from the first start to the last end
  std::int64_t error_count() const;           // spans that failed
  std::int64_t retry_count() const;           // spans that are a second or later attempt
};

}  // namespace itk::compare
