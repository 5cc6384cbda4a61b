#include "itk-correlate/parents.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "common/ids/id.h"

namespace itk::correlate {
namespace {

// Clocks of two hosts that disagree by this much still count as one enclosing the other.
constexpr std::int64_t k_slack_ns = 20'000'000;
// How many parents of one span are kept in case that the better ones would close a cycle.
constexpr std::size_t k_most_candidates = 4;

// How sure an edge is. The order is what matters: an edge that is surer is linked first.
namespace confidence {
constexpr double k_stated = 1;       // the source says so
constexpr double k_handed_over = 1;  // the queue gave this very message to the consumer
constexpr double k_same_invocation = 0.95;
constexpr double k_noted_by_caller = 0.95;  // the caller logged the callee's request id
constexpr double k_same_stream = 0.9;       // one host's log, an id in common, and the interval encloses
constexpr double k_call = 0.85;             // a call on another host encloses, with a session or the like in common
constexpr double k_call_in_trace = 0.8;     // the same with nothing but the trace id in common
constexpr double k_enclosing = 0.7;         // what encloses is no call
constexpr double k_overlapping = 0.5;       // it began inside, and ended later
constexpr double k_time = 0.3;              // nothing but time: a guess
}  // namespace confidence

struct Edge {
  std::size_t child = 0;
  std::size_t parent = 0;
  model::EdgeEvidence evidence;
  std::int64_t extent = INT64_MAX;  // of the parent: the narrowest that encloses is the nearest
};

bool is_better(const Edge& a, const Edge& b) {
  return std::tuple(-a.evidence.confidence, a.extent, b.parent) <
         std::tuple(-b.evidence.confidence, b.extent, a.parent);
}

std::int64_t extent_of(const Draft& draft) {
  return draft.span.start && draft.span.end ? draft.span.end->ns - draft.span.start->ns : INT64_MAX;
}

bool is_on_one_host(const Draft& a, const Draft& b) { return a.stream != "\n" && a.stream == b.stream; }

bool starts_within(const Draft& child, const Draft& parent, std::int64_t slack) {
  return child.span.start && parent.span.start && parent.span.start->ns <= child.span.start->ns + slack &&
         (!parent.span.end || child.span.start->ns <= parent.span.end->ns + slack);
}

bool encloses(const Draft& parent, const Draft& child, std::int64_t slack) {
  return starts_within(child, parent, slack) && parent.span.end && child.span.end &&
         child.span.end->ns <= parent.span.end->ns + slack;
}

class Linker {
 public:
  explicit Linker(std::vector<Draft>& drafts) : drafts_(drafts) {}

  void link();

 private:
  void index_span_ids();
  void mark_remote_calls();
  std::vector<Edge> candidates(std::size_t child) const;
  std::optional<Edge> stated_edge(std::size_t child) const;
  std::optional<Edge> edge_between(std::size_t parent, std::size_t child) const;
  std::optional<Edge> inside_invocation(std::size_t parent, std::size_t child) const;
  std::optional<Edge> call_edge(std::size_t parent, std::size_t child) const;
  bool is_wider(std::size_t parent, std::size_t child) const;
  bool closes_cycle(const Edge& edge) const;
  Edge make_edge(std::size_t parent, std::size_t child, const char* by, double sure, std::string id) const {
    return {child, parent, {by, sure, std::move(id)}, extent_of(drafts_[parent])};
  }

  std::vector<Draft>& drafts_;
  std::unordered_map<std::string, std::size_t> by_stated_id_, by_segment_;
  std::vector<bool> is_remote_call_;  // what it did was done by another Lambda: nothing else nests in it
  std::vector<std::ptrdiff_t> parent_of_;
};

void Linker::index_span_ids() {
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const model::Span& span = drafts_[i].span;
    if (span.stated && !span.stated->span.empty()) {
      by_stated_id_.try_emplace(span.stated->span, i);
    }
    if (drafts_[i].is_invocation) {  // REPORT names the X-Ray segment of the invocation
      for (const std::string& id : span.ids) {
        if (ids::kind_of(id) == ids::Kind::Span) {
          by_segment_.try_emplace(std::string(ids::value_of(id)), i);
        }
      }
    }
  }
}

bool mentions_request(const Draft& caller, const std::string& lambda) {
  const std::string request = ids::make_id(ids::Kind::Request, ids::value_of(lambda));
  return std::binary_search(caller.reach.begin(), caller.reach.end(), lambda) ||
         std::binary_search(caller.reach.begin(), caller.reach.end(), request);
}

// Whether this is a call whose log names the request id of the invocation that answered it.
bool notes_callee(const Draft& caller, const Draft& callee) {
  return callee.is_invocation && caller.lambda != callee.lambda && !caller.is_invocation &&
         caller.span.kind == "client" && mentions_request(caller, callee.lambda);
}

// Calls that run side by side would otherwise look nested, the shorter in the longer one.
void Linker::mark_remote_calls() {
  is_remote_call_.assign(drafts_.size(), false);
  for (const Draft& callee : drafts_) {
    for (std::size_t i = 0; callee.is_invocation && i < drafts_.size(); ++i) {
      is_remote_call_[i] = is_remote_call_[i] || notes_callee(drafts_[i], callee);
    }
  }
}

std::optional<Edge> Linker::stated_edge(std::size_t child) const {
  const model::Span& span = drafts_[child].span;
  if (!span.stated || span.stated->parent.empty()) {
    return std::nullopt;
  }
  for (const auto& [index, by] : {std::pair{&by_stated_id_, "stated"}, std::pair{&by_segment_, "header"}}) {
    const auto found = index->find(span.stated->parent);
    if (found != index->end() && found->second != child) {
      return make_edge(found->second, child, by, confidence::k_stated, {});
    }
  }
  return std::nullopt;
}

// Whether `parent` reaches from before `child` to after it; equal intervals nest in the order of the drafts.
bool Linker::is_wider(std::size_t parent, std::size_t child) const {
  const Draft& p = drafts_[parent];
  const Draft& c = drafts_[child];
  if (!p.span.start || !p.span.end || !c.span.start || *p.span.start > *c.span.start) {
    return false;
  }
  const Timestamp child_end = c.span.end ? *c.span.end : *c.span.start;
  const bool is_same = *p.span.start == *c.span.start && *p.span.end == child_end;
  return child_end <= *p.span.end && (!is_same || parent < child);
}

std::optional<Edge> Linker::inside_invocation(std::size_t parent, std::size_t child) const {
  const Draft& p = drafts_[parent];
  if (p.lambda != drafts_[child].lambda ||
      (!p.is_invocation && (is_remote_call_[parent] || !is_wider(parent, child)))) {
    return std::nullopt;
  }
  Edge edge = make_edge(parent, child, "id", confidence::k_same_invocation, p.lambda);
  edge.extent = p.is_invocation ? INT64_MAX : edge.extent;
  return edge;
}

// The id that both share and that says most: anything before the trace id, which a whole trace shares.
std::string shared_id(const Draft& a, const Draft& b) {
  std::string shared;
  for (const std::string& id : a.reach) {
    const std::optional<ids::Kind> kind = ids::kind_of(id);
    if (kind && ids::joins(*kind) && std::binary_search(b.reach.begin(), b.reach.end(), id) &&
        (shared.empty() || kind != ids::Kind::Trace)) {
      shared = id;
    }
  }
  return shared;
}

// Whether `parent`, of another execution, called `child`.
std::optional<Edge> Linker::call_edge(std::size_t parent, std::size_t child) const {
  const Draft& p = drafts_[parent];
  const Draft& c = drafts_[child];
  const std::string shared = shared_id(c, p);
  if (p.span.kind == "producer") {
    const bool is_handed_over = ids::kind_of(shared) == ids::Kind::Sqs || ids::kind_of(shared) == ids::Kind::Nonce;
    const bool is_before = p.span.start && c.span.start && *p.span.start <= *c.span.start;
    return is_handed_over && is_before
               ? std::optional(make_edge(parent, child, "header", confidence::k_handed_over, shared))
               : std::nullopt;
  }
  const bool is_one_host = is_on_one_host(p, c);
  const std::int64_t slack = is_one_host ? 0 : k_slack_ns;
  if (notes_callee(p, c) && starts_within(c, p, slack)) {
    return make_edge(parent, child, "id", confidence::k_noted_by_caller, c.lambda);
  }
  if (is_remote_call_[parent]) {
    return std::nullopt;
  }
  // Where each encloses the other within the slack, only the order of the drafts decides.
  const bool is_inside = encloses(p, c, slack) && (is_wider(parent, child) || !encloses(c, p, slack));
  if (!is_inside) {
    const bool is_overlapping = starts_within(c, p, 0) && !encloses(c, p, slack);
    return is_overlapping && !shared.empty()
               ? std::optional(make_edge(parent, child, "id", confidence::k_overlapping, shared))
               : std::nullopt;
  }
  if (shared.empty()) {
    return make_edge(parent, child, "time", confidence::k_time, {});
  }
  const bool is_trace = ids::kind_of(shared) == ids::Kind::Trace;
  const double sure = is_one_host               ? confidence::k_same_stream
                      : p.span.kind != "client" ? confidence::k_enclosing
                      : is_trace                ? confidence::k_call_in_trace
                                                : confidence::k_call;
  return make_edge(parent, child, "id", sure, shared);
}

std::optional<Edge> Linker::edge_between(std::size_t parent, std::size_t child) const {
  const Draft& draft = drafts_[child];
  if (!draft.lambda.empty() && !draft.is_invocation) {
    return inside_invocation(parent, child);  // its execution has a caller, it has not
  }
  const bool is_own_part = draft.is_invocation && drafts_[parent].lambda == draft.lambda;
  return is_own_part ? std::nullopt : call_edge(parent, child);
}

// The likeliest parents of a span, the best first.
std::vector<Edge> Linker::candidates(std::size_t child) const {
  const Draft& draft = drafts_[child];
  if (draft.span.component.starts_with("entrypoint:") && !draft.span.stated) {
    return {};
  }
  if (std::optional<Edge> stated = stated_edge(child)) {
    return {*stated};
  }
  // A file of spans states its roots as well: nothing is guessed there.
  if (draft.span.stated && draft.stream == "\n") {
    return {};
  }
  std::vector<Edge> best;
  for (std::size_t parent = 0; parent < drafts_.size(); ++parent) {
    std::optional<Edge> edge = parent == child ? std::nullopt : edge_between(parent, child);
    if (edge) {
      best.insert(std::upper_bound(best.begin(), best.end(), *edge, is_better), *edge);
      best.resize(std::min(best.size(), k_most_candidates));
    }
  }
  return best;
}

bool Linker::closes_cycle(const Edge& edge) const {
  for (auto at = static_cast<std::ptrdiff_t>(edge.parent); at >= 0; at = parent_of_[static_cast<std::size_t>(at)]) {
    if (at == static_cast<std::ptrdiff_t>(edge.child)) {
      return true;
    }
  }
  return false;
}

void Linker::link() {
  index_span_ids();
  mark_remote_calls();
  parent_of_.assign(drafts_.size(), -1);
  std::vector<Edge> edges;
  for (std::size_t child = 0; child < drafts_.size(); ++child) {
    const std::vector<Edge> some = candidates(child);
    edges.insert(edges.end(), some.begin(), some.end());
  }
  // The surest edges first, so that a cycle is cut at its weakest one, and each span takes the best that is left.
  std::stable_sort(edges.begin(), edges.end(),
                   [](const Edge& a, const Edge& b) { return a.evidence.confidence > b.evidence.confidence; });
  for (const Edge& edge : edges) {
    if (parent_of_[edge.child] < 0 && !closes_cycle(edge)) {
      parent_of_[edge.child] = static_cast<std::ptrdiff_t>(edge.parent);
      drafts_[edge.child].span.parent = drafts_[edge.parent].span.span;
      drafts_[edge.child].span.evidence = edge.evidence;
    }
  }
}

}  // namespace

void link_parents(std::vector<Draft>& drafts) { Linker(drafts).link(); }

}  // namespace itk::correlate
