#include "common/ids/union_find.h"

#include <utility>

namespace itk::ids {

UnionFind::Node UnionFind::add(std::string_view id) {
  const auto [node, is_new] = nodes_.number(id);
  if (is_new) {
    parent_.push_back(node);
  }
  return node;
}

UnionFind::Node UnionFind::find(Node node) {
  while (parent_[node] != node) {
    parent_[node] = parent_[parent_[node]];
    node = parent_[node];
  }
  return node;
}

UnionFind::Node UnionFind::join(Node a, Node b) {
  a = find(a);
  b = find(b);
  // Halving alone keeps paths short enough, and a size for each id would cost as much as its parent does.
  if (b < a) {
    std::swap(a, b);
  }
  parent_[b] = a;
  return a;
}

}  // namespace itk::ids
