// Which invocation an event belongs to, by the ids that it shares with others, transitively. Ids of one
// request (nonce, trace, SQS message, Lambda and AWS requests) decide; sessions, correlation ids and threads,
// which cases may share, are asked only where those say nothing. The answer does not depend on the order of
// events.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/ids/union_find.h"

namespace itk::collect {

// Invocations are numbered by the order in which they came.
using CaseNumber = std::uint32_t;

class Belonging {
 public:
  // These ids are the invocation's own.
  void bind(CaseNumber number, const std::vector<std::string>& ids);
  // These stand in one event.
  void link(const std::vector<std::string>& ids);

  // The invocations that an event with these ids belongs to, ascending: none (noise), one, or several, where
  // a request worked for several at once (a batch of messages).
  std::vector<CaseNumber> owners(const std::vector<std::string>& ids);

 private:
  class Sets {
   public:
    void bind(CaseNumber number, const std::string& id);
    void join(const std::string& a, const std::string& b);
    void collect(const std::string& id, std::vector<CaseNumber>& owners);

   private:
    ids::UnionFind sets_;
    std::unordered_map<ids::UnionFind::Node, std::vector<CaseNumber>> owners_;  // of a representative
  };

  Sets strong_, all_;
  std::unordered_map<std::string, CaseNumber> bound_;
};

}  // namespace itk::collect
