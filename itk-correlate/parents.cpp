#include "itk-correlate/parents.h"

#include <algorithm>
#include <unordered_map>

#include "common/ids/id.h"

namespace itk::correlate {
namespace {

// Clocks of two hosts that disagree by this much still count as one enclosing the other.
constexpr std::int64_t k_slack_ns = 20'000'000;

struct Edge {
  std::size_t parent = 0;
  model::EdgeEvidence evidence;
  std::int64_t extent = INT64_MAX;  // of the parent: the narrowest that encloses is the nearest
};

bool starts_within(const Draft& child, const Draft& parent) {
  return child.span.start && parent.span.start && parent.span.start->ns <= child.span.start->ns + k_slack_ns &&
         (!parent.span.end || child.span.start->ns <= parent.span.end->ns + k_slack_ns);
}

bool encloses(const Draft& parent, const Draft& child) {
  return starts_within(child, parent) && parent.span.end && child.span.end &&
         child.span.end->ns <= parent.span.end->ns + k_slack_ns;
}

std::int64_t extent_of(const Draft& draft) {
  return draft.span.start && draft.span.end ? draft.span.end->ns - draft.span.start->ns : INT64_MAX;
}

bool is_better(const Edge& a, const std::optional<Edge>& b) {
  if (!b || a.evidence.confidence != b->evidence.confidence) {
    return !b || a.evidence.confidence > b->evidence.confidence;
  }
  return a.extent < b->extent;
}

class Linker {
 public:
  explicit Linker(std::vector<Draft>& drafts) : drafts_(drafts) {}

  void link();

 private:
  void index_span_ids();
  std::optional<Edge> stated_edge(std::size_t child) const;
  std::optional<Edge> inside_invocation(std::size_t child) const;
  std::optional<Edge> caller(std::size_t child) const;
  std::optional<Edge> call_evidence(const Draft& parent, const Draft& child) const;
  bool is_wider(std::size_t parent, std::size_t child) const;
  void set(std::size_t child, const Edge& edge);

  std::vector<Draft>& drafts_;
  std::unordered_map<std::string, std::size_t> by_stated_id_, by_segment_;
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

std::optional<Edge> Linker::stated_edge(std::size_t child) const {
  const model::Span& span = drafts_[child].span;
  if (!span.stated || span.stated->parent.empty()) {
    return std::nullopt;
  }
  for (const auto& [index, by] : {std::pair{&by_stated_id_, "stated"}, std::pair{&by_segment_, "header"}}) {
    const auto found = index->find(span.stated->parent);
    if (found != index->end() && found->second != child) {
      return Edge{found->second, {by, 1.0, {}}};
    }
  }
  return std::nullopt;
}

// Whether `parent` may enclose `child` in their common invocation; equal intervals nest in the order of the drafts.
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

std::optional<Edge> Linker::inside_invocation(std::size_t child) const {
  const Draft& draft = drafts_[child];
  if (draft.lambda.empty() || draft.is_invocation) {
    return std::nullopt;
  }
  std::optional<Edge> best;
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const Draft& other = drafts_[i];
    if (i == child || other.lambda != draft.lambda) {
      continue;
    }
    if (other.is_invocation || is_wider(i, child)) {
      const Edge edge{i, {"id", 0.95, draft.lambda}, other.is_invocation ? INT64_MAX : extent_of(other)};
      if (is_better(edge, best)) {
        best = edge;
      }
    }
  }
  return best;
}

std::optional<Edge> Linker::call_evidence(const Draft& parent, const Draft& child) const {
  std::optional<Edge> best;
  const auto offer = [&](const char* by, double confidence, const std::string& id) {
    const Edge edge{0, {by, confidence, id}, extent_of(parent)};
    if (is_better(edge, best)) {
      best = edge;
    }
  };
  const bool is_inside = encloses(parent, child);
  const bool is_call = parent.span.kind == "client" || parent.span.kind == "producer";
  for (const std::string& id : child.span.ids) {
    if (!std::binary_search(parent.span.ids.begin(), parent.span.ids.end(), id)) {
      continue;
    }
    const std::optional<ids::Kind> kind = ids::kind_of(id);
    if (kind == ids::Kind::Sqs && parent.span.kind == "producer") {
      offer("header", 1.0, id);  // the queue handed this very message over
    } else if (kind == ids::Kind::Lambda && id == child.lambda && is_call) {
      offer("id", 0.95, id);  // the caller noted the request id of the callee
    } else if (is_inside && is_call && kind && ids::joins(*kind)) {
      offer("id", kind == ids::Kind::Trace ? 0.8 : 0.85, id);
    } else if (kind && ids::joins(*kind)) {
      offer("id", is_inside ? 0.7 : 0.5, id);
    }
  }
  return best;
}

// The span of another execution that called this one.
std::optional<Edge> Linker::caller(std::size_t child) const {
  const Draft& draft = drafts_[child];
  std::optional<Edge> best;
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const Draft& other = drafts_[i];
    const bool is_same_execution = !draft.lambda.empty() && other.lambda == draft.lambda;
    const bool is_produced = other.span.kind == "producer" && other.span.start && draft.span.start &&
                             *other.span.start <= *draft.span.start;
    if (i == child || is_same_execution || !(starts_within(draft, other) || is_produced) ||
        (!is_produced && !is_wider(i, child) && !encloses(other, draft))) {
      continue;
    }
    std::optional<Edge> edge = call_evidence(other, draft);
    if (!edge && encloses(other, draft) && is_wider(i, child)) {
      edge = Edge{0, {"time", 0.3, {}}, extent_of(other)};
    }
    if (edge) {
      edge->parent = i;
      if (is_better(*edge, best)) {
        best = edge;
      }
    }
  }
  return best;
}

void Linker::set(std::size_t child, const Edge& edge) {
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(edge.parent); at >= 0;
       at = parent_of_[static_cast<std::size_t>(at)]) {
    if (at == static_cast<std::ptrdiff_t>(child)) {
      return;  // a cycle: the edges that stand already stay
    }
  }
  parent_of_[child] = static_cast<std::ptrdiff_t>(edge.parent);
  drafts_[child].span.parent = drafts_[edge.parent].span.span;
  drafts_[child].span.evidence = edge.evidence;
}

void Linker::link() {
  index_span_ids();
  parent_of_.assign(drafts_.size(), -1);
  // The strongest evidence is linked first, so that a cycle is cut at its weakest edge.
  std::vector<std::pair<std::size_t, Edge>> edges;
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const model::Span& span = drafts_[i].span;
    if (span.component.starts_with("entrypoint:") && !span.stated) {
      continue;
    }
    std::optional<Edge> edge = stated_edge(i);
    // A source that states whole spans states its roots as well: only what it left open is looked for.
    const bool is_stated_root = span.stated && span.stated->parent.empty() && span.ids.empty();
    if (!edge && !is_stated_root) {
      edge = inside_invocation(i);
      if (!edge && !(span.stated && drafts_[i].stream == "\n")) {
        edge = caller(i);
      }
    }
    if (edge) {
      edges.emplace_back(i, *edge);
    }
  }
  std::stable_sort(edges.begin(), edges.end(), [](const auto& a, const auto& b) {
    return a.second.evidence.confidence > b.second.evidence.confidence;
  });
  for (const auto& [child, edge] : edges) {
    set(child, edge);
  }
}

}  // namespace

void link_parents(std::vector<Draft>& drafts) { Linker(drafts).link(); }

}  // namespace itk::correlate
