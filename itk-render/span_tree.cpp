#include "itk-render/span_tree.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <utility>

namespace itk::render {
namespace {

constexpr std::int64_t k_day_ns = std::int64_t{24} * 3600 * 1'000'000'000;
constexpr std::size_t k_none = std::numeric_limits<std::size_t>::max();

// The difference of two times, held within the range of 64 bits.
std::int64_t saturated_difference(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) {
    return a < b ? std::numeric_limits<std::int64_t>::min() + 1 : std::numeric_limits<std::int64_t>::max();
  }
  return difference;
}

// Parents and children as they were stated, by place in the vector of spans.
struct Links {
  std::vector<std::size_t> parent;
  std::vector<std::vector<std::size_t>> children;
  std::vector<std::vector<std::string>> oddities;
};

Links link(const std::vector<model::Span>& spans) {
  Links links{std::vector(spans.size(), k_none), std::vector<std::vector<std::size_t>>(spans.size()),
              std::vector<std::vector<std::string>>(spans.size())};
  std::unordered_map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (!place.try_emplace(spans[i].span, i).second) {
      links.oddities[i].push_back("another span has the same key");
    }
  }
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (spans[i].parent.empty()) {
      continue;
    }
    const auto found = place.find(spans[i].parent);
    if (found == place.end()) {
      links.oddities[i].push_back("its parent " + spans[i].parent + " is not in this trace");
    } else if (found->second == i) {
      links.oddities[i].push_back("it is its own parent");
    } else {
      links.parent[i] = found->second;
    }
  }
  return links;
}

// Cuts each cycle of parents at its member that comes first, so that every span has a root.
void cut_cycles(Links& links) {
  enum class Colour : char { White, Grey, Black };
  std::vector<Colour> colour(links.parent.size(), Colour::White);
  for (std::size_t i = 0; i < links.parent.size(); ++i) {
    std::vector<std::size_t> path;
    std::size_t at = i;
    while (at != k_none && colour[at] == Colour::White) {
      colour[at] = Colour::Grey;
      path.push_back(at);
      at = links.parent[at];
    }
    if (at != k_none && colour[at] == Colour::Grey) {
      std::size_t first = at;
      for (std::size_t member = links.parent[at]; member != at; member = links.parent[member]) {
        first = std::min(first, member);
      }
      links.parent[first] = k_none;
      links.oddities[first].push_back("its chain of parents is a cycle, cut here");
    }
    for (std::size_t visited : path) {
      colour[visited] = Colour::Black;
    }
  }
}

// The median of the starts: one span of 1970 or 2100 must not decide the scale of the rest.
std::optional<Timestamp> median_start(const std::vector<model::Span>& spans) {
  std::vector<Timestamp> starts;
  for (const model::Span& span : spans) {
    if (span.start) {
      starts.push_back(*span.start);
    }
  }
  if (starts.empty()) {
    return std::nullopt;
  }
  const auto middle = starts.begin() + static_cast<std::ptrdiff_t>(starts.size() / 2);
  std::nth_element(starts.begin(), middle, starts.end());
  return *middle;
}

class Builder {
 public:
  explicit Builder(const std::vector<model::Span>& spans) : spans_(spans), links_(link(spans)) {}

  SpanTree build() {
    cut_cycles(links_);
    find_origin();
    sort_children();
    walk();
    order_messages();
    return std::move(tree_);
  }

 private:
  void find_origin();
  void sort_children();
  void walk();
  Node make_node(std::size_t i, int parent);
  void order_messages();
  bool wants_return(const Node& node) const;

  const std::vector<model::Span>& spans_;
  Links links_;
  std::vector<std::size_t> roots_;
  std::vector<bool> is_far_;
  SpanTree tree_;
  std::vector<Message> walked_;  // calls and returns in order of the walk
};

void Builder::find_origin() {
  is_far_.assign(spans_.size(), false);
  const std::optional<Timestamp> median = median_start(spans_);
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    if (!spans_[i].start) {
      continue;
    }
    const std::int64_t distance = saturated_difference(spans_[i].start->ns, median->ns);
    is_far_[i] = distance > k_day_ns || distance < -k_day_ns;
    if (!is_far_[i] && (!tree_.origin || *spans_[i].start < *tree_.origin)) {
      tree_.origin = spans_[i].start;
    }
  }
}

void Builder::sort_children() {
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    (links_.parent[i] == k_none ? roots_ : links_.children[links_.parent[i]]).push_back(i);
  }
  // Those without a start stay behind the sibling that they follow in the stream.
  const auto sort = [&](std::vector<std::size_t>& siblings) {
    std::vector<std::pair<std::int64_t, std::size_t>> keyed;
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i : siblings) {
      last = spans_[i].start ? spans_[i].start->ns : last;
      keyed.emplace_back(last, i);
    }
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t k = 0; k < siblings.size(); ++k) {
      siblings[k] = keyed[k].second;
    }
  };
  sort(roots_);
  for (std::vector<std::size_t>& siblings : links_.children) {
    sort(siblings);
  }
}

Node Builder::make_node(std::size_t i, int parent) {
  const model::Span& span = spans_[i];
  Node node;
  node.span = &span;
  node.parent = parent;
  node.depth = parent == k_no_parent ? 0 : tree_.nodes[static_cast<std::size_t>(parent)].depth + 1;
  node.oddities = std::move(links_.oddities[i]);
  node.duration_ms = span.duration_ms;
  node.is_far = is_far_[i];
  if (!span.start) {
    node.oddities.push_back(span.end ? "it has an end but no start" : "it has no times");
    return node;
  }
  node.start_ms = static_cast<double>(saturated_difference(span.start->ns, tree_.origin->ns)) / 1e6;
  if (node.is_far) {
    node.oddities.push_back("its start is more than a day away from the other spans");
  }
  if (span.end && *span.end < *span.start) {
    node.oddities.push_back("it ends before it starts");
  }
  if (!node.duration_ms && span.end) {
    node.duration_ms = static_cast<double>(saturated_difference(span.end->ns, span.start->ns)) / 1e6;
  }
  return node;
}

// Depth first with a stack of our own: a chain of parents can be longer than the machine's stack.
void Builder::walk() {
  struct Step {
    std::size_t span;
    int parent;
    bool leaves;
  };
  std::unordered_map<std::string_view, std::size_t> component_of;
  std::vector<Step> stack;
  const auto push = [&](const std::vector<std::size_t>& siblings, int parent) {
    for (auto i = siblings.rbegin(); i != siblings.rend(); ++i) {
      stack.push_back({*i, parent, false});
    }
  };
  push(roots_, k_no_parent);
  while (!stack.empty()) {
    const Step step = stack.back();
    stack.pop_back();
    if (step.leaves) {
      walked_.push_back({step.span, true});
      continue;
    }
    const std::size_t index = tree_.nodes.size();
    tree_.nodes.push_back(make_node(step.span, step.parent));
    const std::string& component = spans_[step.span].component;
    const auto [found, is_new] = component_of.try_emplace(component, tree_.components.size());
    if (is_new) {
      tree_.components.push_back(component);
    }
    tree_.nodes[index].component = found->second;
    walked_.push_back({index, false});
    stack.push_back({index, 0, true});
    push(links_.children[step.span], static_cast<int>(index));
  }
}

bool Builder::wants_return(const Node& node) const {
  const bool says_something = !node.span->response.empty() || !node.span->error.empty() || node.is_error();
  return says_something || (node.span->end.has_value() && !node.is_async());
}

// By time; what has none borrows the time of its parent (a start) or of its children (an end), for the order only.
void Builder::order_messages() {
  const std::vector<Node>& nodes = tree_.nodes;
  std::vector<double> start(nodes.size()), end(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double inherited = nodes[i].parent == k_no_parent ? 0 : start[static_cast<std::size_t>(nodes[i].parent)];
    start[i] = nodes[i].start_ms && !nodes[i].is_far ? *nodes[i].start_ms : inherited;
    end[i] = start[i] + std::max(0.0, nodes[i].duration_ms.value_or(0));
  }
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (nodes[i].parent != k_no_parent && !nodes[static_cast<std::size_t>(nodes[i].parent)].duration_ms) {
      double& parent_end = end[static_cast<std::size_t>(nodes[i].parent)];
      parent_end = std::max(parent_end, end[i]);
    }
  }
  std::stable_sort(walked_.begin(), walked_.end(), [&](const Message& a, const Message& b) {
    return (a.is_return ? end[a.node] : start[a.node]) < (b.is_return ? end[b.node] : start[b.node]);
  });
  for (const Message& message : walked_) {
    if (!message.is_return || wants_return(nodes[message.node])) {
      tree_.messages.push_back(message);
    }
  }
}

}  // namespace

SpanTree build_tree(const std::vector<model::Span>& spans) { return Builder(spans).build(); }

}  // namespace itk::render
