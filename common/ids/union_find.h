// Which ids belong together: disjoint sets over id strings, with path halving; the oldest id of a set stands for it.
// Memory: about 22 bytes for each id, however long.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/hash_set.h"

namespace itk::ids {

class UnionFind {
 public:
  using Node = std::uint32_t;

  // The node of this id; the same id gives the same node.
  Node add(std::string_view id);
  // Joins the sets of both; returns the representative of the joined set.
  Node join(Node a, Node b);
  // The representative of the set that holds `node`.
  Node find(Node node);
  std::size_t size() const { return parent_.size(); }

 private:
  HashNumbers nodes_;
  std::vector<Node> parent_;
};

}  // namespace itk::ids
