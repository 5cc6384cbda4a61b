#include "common/ids/union_find.h"

#include <utility>

namespace itk::ids {

UnionFind::Node UnionFind::add(std::string_view id) {
  const auto [entry, inserted] = nodes_.try_emplace(std::string(id), static_cast<Node>(parent_.size()));
  if (inserted) {
    parent_.push_back(entry->second);
    size_.push_back(1);
  }
  return entry->second;
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
  if (a == b) {
    return a;
  }
  if (size_[a] < size_[b]) {
    std::swap(a, b);
  }
  parent_[b] = a;
  size_[a] += size_[b];
  return a;
}

}  // namespace itk::ids
