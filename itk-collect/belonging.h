// Which invocation an event belongs to, by the ids that it shares with others, transitively. Ids of one
// request (nonce, trace, SQS message, Lambda and AWS requests) decide; sessions, correlation ids and threads,
// which cases may share, are asked only where those say nothing. The answer does not depend on the order of
// events.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/base/result.h"
#include "common/ids/union_find.h"

namespace itk::collect {

// Invocations are numbered by the order in which they came.
using CaseNumber = std::uint32_t;

class Belonging {
 public:
  // These ids are the invocation's own.
  void bind(CaseNumber number, const std::vector<std::string>& ids);
  // Where an event stands among the sets of ids that belong together: all of its ids are in one of each.
  static constexpr ids::UnionFind::Node k_nowhere = UINT32_MAX;
  struct Membership {
    ids::UnionFind::Node strong = k_nowhere;
    ids::UnionFind::Node all = k_nowhere;
  };
  // These ids stand in one event.
  Membership link(const std::vector<std::string>& ids);
  // One more id stands in it.
  void link(Membership& event, const std::string& id);

  // The invocations that an event with these ids belongs to, ascending: none (noise), one, or several, where
  // a request worked for several at once (a batch of messages).
  std::vector<CaseNumber> owners(const std::vector<std::string>& ids);
  // The same where its membership is known. Its ids are asked for only where it belongs to several.
  template <class Ids>
  Result<std::vector<CaseNumber>> owners(const Membership& event, const Ids& ids);
  bool has_owner(const Membership& event);

 private:
  class Sets {
   public:
    void bind(CaseNumber number, const std::string& id);
    ids::UnionFind::Node add(const std::string& id) { return sets_.add(id); }
    ids::UnionFind::Node join(ids::UnionFind::Node a, ids::UnionFind::Node b);
    void collect(ids::UnionFind::Node node, std::vector<CaseNumber>& owners);
    bool has_owner(ids::UnionFind::Node node) { return node != k_nowhere && owners_.contains(sets_.find(node)); }

   private:
    ids::UnionFind sets_;
    std::unordered_map<ids::UnionFind::Node, std::vector<CaseNumber>> owners_;  // of a representative
  };

  static void link_to(Sets& sets, ids::UnionFind::Node& node, const std::string& id);

  Sets strong_, all_;
  std::unordered_map<std::string, CaseNumber> bound_;
};

template <class Ids>
Result<std::vector<CaseNumber>> Belonging::owners(const Membership& event, const Ids& ids) {
  std::vector<CaseNumber> owners;
  if (strong_.has_owner(event.strong)) {
    strong_.collect(event.strong, owners);
  } else if (all_.has_owner(event.all)) {
    all_.collect(event.all, owners);
  }
  if (owners.size() > 1) {
    ITK_TRY_ASSIGN(const std::vector<std::string> own, ids());
    return this->owners(own);
  }
  return owners;
}

}  // namespace itk::collect
