#include "itk-compare/ledger.h"

#include <algorithm>
#include <tuple>

#include "itk-compare/rules.h"

namespace itk::compare {
namespace {

bool wants_payloads(const Evidence& evidence) {
  if (evidence.invocations.empty()) {
    return true;  // it comes later, and may want them
  }
  return std::any_of(evidence.invocations.begin(), evidence.invocations.end(), [](const model::Invocation& i) {
    return std::any_of(i.expected.begin(), i.expected.end(),
                       [](const model::Expectation& e) { return looks_at_payloads(e.name); });
  });
}

}  // namespace

Iteration& Ledger::at(const std::string& inv) {
  const auto [it, is_new] = by_inv_.try_emplace(inv);
  if (is_new) {
    it->second.evidence.inv = inv;
    order_.push_back(inv);
  }
  return it->second;
}

template <class R>
Status Ledger::take_into(Stage& stage, const Incoming& incoming, Iteration*& iteration, R& record) {
  ITK_TRY_ASSIGN(record, stage.read<R>(incoming));
  iteration = record.inv.empty() ? nullptr : &at(record.inv);
  last_ = iteration;
  return {};
}

Status Ledger::take(Stage& stage, const Incoming& incoming) {
  last_ = nullptr;
  Iteration* iteration = nullptr;
  if (incoming.is("span")) {
    return take_span(stage, incoming);
  }
  if (incoming.is("error")) {
    return take_error(stage, incoming);
  }
  if (incoming.is("run")) {
    ITK_TRY_ASSIGN(model::Run run, stage.read<model::Run>(incoming));
    runs_.push_back(std::move(run));
  } else if (incoming.is("invocation")) {
    model::Invocation invocation;
    ITK_TRY(take_into(stage, incoming, iteration, invocation));
    invocation.request = {};
    invocation.collect.reset();
    if (iteration != nullptr) {
      iteration->evidence.invocations.push_back(std::move(invocation));
    }
  } else if (incoming.is("answer")) {
    model::Answer answer;
    ITK_TRY(take_into(stage, incoming, iteration, answer));
    if (iteration != nullptr) {
      iteration->evidence.answers.push_back(std::move(answer));
    }
  } else if (incoming.is("collection")) {
    model::Collection collection;
    ITK_TRY(take_into(stage, incoming, iteration, collection));
    collection.awaited.clear();
    if (iteration != nullptr) {
      iteration->evidence.collection = std::move(collection);
    }
  } else if (incoming.is("trace")) {
    model::Trace trace;
    ITK_TRY(take_into(stage, incoming, iteration, trace));
    trace.critical.clear();
    if (iteration != nullptr) {
      iteration->evidence.trace = std::move(trace);
    }
  }
  return {};
}

Status Ledger::take_span(Stage& stage, const Incoming& incoming) {
  ITK_TRY_ASSIGN(SpanFacts facts, read_span_facts(stage, incoming));
  if (facts.inv.empty()) {
    return {};
  }
  Iteration& iteration = at(facts.inv);
  last_ = &iteration;
  if (iteration.judgement) {
    iteration.evidence.has_late_spans = true;
    return {};
  }
  facts.inv.clear();
  if (!wants_payloads(iteration.evidence)) {
    facts.request = {};
    facts.response = {};
  }
  iteration.evidence.spans.push_back(std::move(facts));
  return {};
}

Status Ledger::take_error(Stage& stage, const Incoming& incoming) {
  ITK_TRY_ASSIGN(const model::ErrorRecord error, stage.read<model::ErrorRecord>(incoming));
  saw_cut_ = saw_cut_ || error.code == "stream_cut";
  if (!error.inv.empty()) {
    at(error.inv).evidence.errors.insert(error.stage + ": " + error.message);
  }
  return {};
}

Iteration* Ledger::just_settled() {
  return last_ != nullptr && !last_->judgement && last_->evidence.is_settled() ? last_ : nullptr;
}

std::vector<std::vector<Iteration*>> Ledger::cases(bool sorted) {
  std::vector<Iteration*> iterations;
  for (const std::string& inv : order_) {
    Iteration& iteration = by_inv_.find(inv)->second;
    if (!iteration.evidence.invocations.empty()) {
      iteration.evidence.settle();
      iterations.push_back(&iteration);
    }
  }
  if (sorted) {
    std::sort(iterations.begin(), iterations.end(), [](const Iteration* left, const Iteration* right) {
      const Evidence &a = left->evidence, &b = right->evidence;
      const std::int64_t ia = a.iteration(), ib = b.iteration();
      return std::tie(a.run(), a.case_id(), ia, a.inv) < std::tie(b.run(), b.case_id(), ib, b.inv);
    });
  }
  std::vector<std::vector<Iteration*>> cases;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> index;
  for (Iteration* iteration : iterations) {
    const auto [it, is_new] =
        index.try_emplace({iteration->evidence.run(), iteration->evidence.case_id()}, cases.size());
    if (is_new) {
      cases.emplace_back();
    }
    cases[it->second].push_back(iteration);
  }
  return cases;
}

}  // namespace itk::compare
