// The spans of one execution as a forest in order of time, and as the messages of a sequence diagram. Takes whatever
// comes: no times, times of 1970, ends before starts, parents that are not there, cycles, chains of thousands.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/model/evidence.h"

namespace itk::render {

inline constexpr int k_no_parent = -1;

struct Node {
  const model::Span* span = nullptr;
  int parent = k_no_parent;  // index in SpanTree::nodes, always smaller than the node's own
  int depth = 0;
  std::size_t component = 0;          // index in SpanTree::components
  std::optional<double> start_ms;     // from SpanTree::origin; absent without a start
  std::optional<double> duration_ms;  // stated, else end - start
  bool is_far = false;                // starts more than a day away from the rest: shown, but not to scale
  std::vector<std::string> oddities;  // for people: "ends before it starts"

  bool is_async() const { return span->kind == "producer" || span->kind == "consumer"; }
  bool is_error() const { return span->status == "error"; }
  bool is_retry() const { return span->attempt.value_or(1) > 1; }
};

// A call, or the return from it.
struct Message {
  std::size_t node = 0;
  bool is_return = false;
};

struct SpanTree {
  std::vector<Node> nodes;              // depth first, siblings by start
  std::vector<std::string> components;  // in order of appearance
  std::optional<Timestamp> origin;      // the first start that is not far
  std::vector<Message> messages;        // in order of time, calls before what they cause
};

// `spans` must outlive the tree.
SpanTree build_tree(const std::vector<model::Span>& spans);

}  // namespace itk::render
