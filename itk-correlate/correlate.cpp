#include "itk-correlate/correlate.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "common/base/digest.h"
#include "common/ids/id.h"
#include "common/ids/union_find.h"
#include "itk-correlate/span_builder.h"
#include "itk-correlate/trace_facts.h"

namespace itk::correlate {
namespace {

// What is known of one invocation before its trace is built.
struct Open {
  std::optional<model::Invocation> invocation;  // the first turn, with the ids of all
  std::optional<model::Answer> answer;
  std::optional<model::Collection> collection;
  std::vector<model::Event> events;
};

// The ids that put two records into the same execution.
std::vector<std::string> joining(const std::vector<std::string>& ids) {
  std::vector<std::string> kept;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(kept), [](const std::string& id) {
    const std::optional<ids::Kind> kind = ids::kind_of(id);
    return kind && ids::joins(*kind);
  });
  return kept;
}

// Stated ids of 16 hex digits are drawn at random; shorter ones ("span-001") mean something in their file or log only.
std::string scope_of(const model::Event& event, const std::string& id) {
  const bool is_random = id.size() == 16 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (is_random) {
    return "";
  }
  return event.source == "file" ? event.id.substr(0, event.id.find(':')) : event.group + "\n" + event.stream;
}

// What puts events into the same execution: the ids that they share, and, where a source states spans, whose child it
// is. Ids stand before what is stated.
std::vector<std::string> keys_of(const model::Event& event) {
  std::vector<std::string> keys = joining(event.ids);
  if (event.kind == model::event_kind::k_span) {
    for (const std::string* id : {&event.span, &event.parent}) {
      if (!id->empty()) {
        keys.push_back("~stated " + scope_of(event, *id) + "\n" + *id);
      }
    }
  }
  return keys;
}

class Correlator {
 public:
  Correlator(Stage& stage, const Options& options) : stage_(stage), options_(options) {}

  Status take(const Incoming& incoming);
  Status finish();

 private:
  Status pass(const Incoming& incoming);
  Status take_invocation(const Incoming& incoming);
  Status take_answer(const Incoming& incoming);
  Status take_collection(const Incoming& incoming);
  Status take_event(const Incoming& incoming);
  void bind(const std::string& inv, const std::vector<std::string>& ids);
  void claim_unbound(const std::string& inv, Open& open);
  Status close(const std::string& inv, Open open);
  Status emit(const TraceInput& input, const model::Collection* collection);
  Status close_window();

  Stage& stage_;
  const Options& options_;
  std::map<std::string, Open> open_;
  std::set<std::string> closed_;
  std::size_t late_ = 0;
  // Events that their reader could not bind: they join by the ids that they share.
  std::vector<model::Event> unbound_;
  ids::UnionFind groups_;
  // With --sorted nothing leaves before the end of the input: the lines that are passed on, by rank, and the finished
  // ones, by case, iteration and trace.
  std::set<std::pair<int, std::string>> passing_;
  std::map<std::tuple<std::string, std::int64_t, std::string>, std::vector<std::string>> waiting_;
};

// What a reader wants first: the run, what was sent, what came back, then the rest.
int rank_of(const model::Tag& tag) {
  static constexpr std::array<std::string_view, 5> k_order = {"run", "invocation", "answer", "event", "collection"};
  return static_cast<int>(std::find(k_order.begin(), k_order.end(), tag.type) - k_order.begin());
}

Status Correlator::pass(const Incoming& incoming) {
  if (!stage_.sorted()) {
    return stage_.pass(incoming);
  }
  passing_.emplace(rank_of(incoming.tag), incoming.line);
  return {};
}

Status Correlator::take(const Incoming& incoming) {
  if (incoming.is("event")) {
    ITK_TRY(take_event(incoming));
    return options_.keep_events ? pass(incoming) : Status{};
  }
  // The record goes first: a collection must reach the reader before the trace that it closes.
  ITK_TRY(pass(incoming));
  if (incoming.is("invocation")) {
    return take_invocation(incoming);
  }
  if (incoming.is("answer")) {
    return take_answer(incoming);
  }
  return incoming.is("collection") ? take_collection(incoming) : Status{};
}

void Correlator::bind(const std::string& inv, const std::vector<std::string>& ids) {
  open_.try_emplace(inv);
  for (const std::string& id : joining(ids)) {
    groups_.join(groups_.add(id), groups_.add("inv " + inv));
  }
}

Status Correlator::take_invocation(const Incoming& incoming) {
  ITK_TRY_ASSIGN(model::Invocation invocation, stage_.read<model::Invocation>(incoming));
  const std::string inv = invocation.inv;
  bind(inv, invocation.ids);
  Open& open = open_[inv];
  std::vector<std::string> of_all_turns = invocation.ids;
  if (open.invocation) {
    of_all_turns.insert(of_all_turns.end(), open.invocation->ids.begin(), open.invocation->ids.end());
    ids::canonicalise(of_all_turns);
  }
  if (!open.invocation || invocation.turn.value_or(1) < open.invocation->turn.value_or(1)) {
    open.invocation = std::move(invocation);
  }
  open.invocation->ids = std::move(of_all_turns);
  return {};
}

Status Correlator::take_answer(const Incoming& incoming) {
  ITK_TRY_ASSIGN(model::Answer answer, stage_.read<model::Answer>(incoming));
  const std::string inv = answer.inv;
  bind(inv, answer.ids);
  open_[inv].answer = std::move(answer);
  return {};
}

Status Correlator::take_event(const Incoming& incoming) {
  ITK_TRY_ASSIGN(model::Event event, stage_.read<model::Event>(incoming));
  if (!event.inv.empty()) {
    if (closed_.contains(event.inv)) {
      ++late_;  // its trace has left; itk-collect counted it in the collection's successor
      return {};
    }
    open_[event.inv].events.push_back(std::move(event));
    return {};
  }
  std::optional<ids::UnionFind::Node> first;
  for (const std::string& key : keys_of(event)) {
    const ids::UnionFind::Node node = groups_.add(key);
    first = first ? groups_.join(*first, node) : node;
  }
  unbound_.push_back(std::move(event));
  return {};
}

Status Correlator::take_collection(const Incoming& incoming) {
  ITK_TRY_ASSIGN(model::Collection collection, stage_.read<model::Collection>(incoming));
  if (collection.inv.empty()) {
    return {};  // of a whole window: its traces close at the end of the input
  }
  const std::string inv = collection.inv;
  if (stage_.sorted()) {
    open_[inv].collection = std::move(collection);  // records may come in any order: all of them, then the traces
    return {};
  }
  const auto found = open_.find(inv);
  Open open = found == open_.end() ? Open{} : std::move(found->second);
  if (found != open_.end()) {
    open_.erase(found);
  }
  open.collection = std::move(collection);
  return close(inv, std::move(open));
}

// Moves the unbound events that share an id with this invocation, directly or through others, to it.
void Correlator::claim_unbound(const std::string& inv, Open& open) {
  const ids::UnionFind::Node own = groups_.find(groups_.add("inv " + inv));
  const auto belongs = [&](const model::Event& event) {
    const std::vector<std::string> keys = keys_of(event);
    return !keys.empty() && groups_.find(groups_.add(keys.front())) == own;
  };
  const auto rest = std::stable_partition(unbound_.begin(), unbound_.end(),
                                          [&](const model::Event& event) { return !belongs(event); });
  std::move(rest, unbound_.end(), std::back_inserter(open.events));
  unbound_.erase(rest, unbound_.end());
}

Status Correlator::close(const std::string& inv, Open open) {
  closed_.insert(inv);
  claim_unbound(inv, open);
  TraceInput input{.trace = inv,
                   .inv = inv,
                   .invocation = std::move(open.invocation),
                   .answer = std::move(open.answer),
                   .events = std::move(open.events)};
  return emit(input, open.collection ? &*open.collection : nullptr);
}

Status Correlator::emit(const TraceInput& input, const model::Collection* collection) {
  const std::vector<model::Span> spans = build_spans(input);
  const model::Trace trace = describe_trace(input, spans, collection);
  if (!stage_.sorted()) {
    for (const model::Span& span : spans) {
      ITK_TRY(stage_.write(span));
    }
    ITK_TRY(stage_.write(trace));
    return stage_.flush();
  }
  std::vector<std::string>& lines = waiting_[{trace.case_id, trace.iteration.value_or(0), input.trace}];
  for (const model::Span& span : spans) {
    lines.push_back(stage_.line_of(span));
  }
  lines.push_back(stage_.line_of(trace));
  return {};
}

// Events that belong to no invocation: one trace for each set of ids, named by its smallest id ('~' comes after all
// kinds of ids, so that what is stated names only a trace that has none).
Status Correlator::close_window() {
  std::map<ids::UnionFind::Node, std::string> names;
  for (const model::Event& event : unbound_) {
    for (const std::string& key : keys_of(event)) {
      std::string& name = names.try_emplace(groups_.find(groups_.add(key)), key).first->second;
      name = std::min(name, key);
    }
  }
  std::map<std::string, std::vector<model::Event>> traces;
  std::size_t alone = 0;
  for (model::Event& event : unbound_) {
    const std::vector<std::string> keys = keys_of(event);
    if (keys.empty()) {
      ++alone;
      continue;
    }
    traces[names.at(groups_.find(groups_.add(keys.front())))].push_back(std::move(event));
  }
  unbound_.clear();
  if (alone > 0) {
    stage_.log().info(fmt::format("{} events have no id that others share and are in no trace (--keep-events)", alone));
  }
  for (auto& [id, events] : traces) {
    TraceInput input;
    input.trace = sha256_hex(id).substr(0, 26);
    input.events = std::move(events);
    ITK_TRY(emit(input, nullptr));
  }
  return {};
}

Status Correlator::finish() {
  for (const auto& [rank, line] : passing_) {
    ITK_TRY(stage_.pass_line(line));
  }
  // Of invocations whose collection never came (a cut stream), what is there is shown, completeness unknown.
  for (auto& [inv, open] : open_) {
    if (open.collection || !open.events.empty()) {
      ITK_TRY(close(inv, std::move(open)));
    }
  }
  ITK_TRY(close_window());
  for (const auto& [key, lines] : waiting_) {
    for (const std::string& line : lines) {
      ITK_TRY(stage_.pass_line(line));
    }
  }
  if (late_ > 0) {
    stage_.log().warning(fmt::format("{} events came after the collection of their case and are in no trace", late_));
  }
  return {};
}

}  // namespace

Status correlate(Stage& stage, const Options& options) {
  Correlator correlator(stage, options);
  Incoming incoming;
  for (;;) {
    ITK_TRY_ASSIGN(const bool more, stage.next(incoming));
    if (!more) {
      return correlator.finish();
    }
    ITK_TRY(correlator.take(incoming));
  }
}

}  // namespace itk::correlate
