// What cases declare about the end of their evidence, looked for in every event that is found. An event may be known
// for a case's only later, when the ids that join them turn up: until then it is kept, by its ids alone.
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/model/evidence.h"
#include "common/model/sending.h"
#include "itk-collect/belonging.h"

namespace itk::collect {

// Whether a Bedrock agent gives its final answer in this event.
bool is_final_answer(const model::Event& event);

class SentinelWatch {
 public:
  // The same sentinel of many cases is one; its number.
  std::size_t add(const model::Sentinel& sentinel);
  // An event of any source: new, or one that has got more ids.
  void see(const model::Event& event);

  struct Found {
    std::size_t sentinel;
    std::vector<CaseNumber> owners;
  };
  // What was seen and has its owners by now; once.
  std::vector<Found> settle(Belonging& belonging);
  // What is older is nobody's.
  void forget_before(Timestamp time);

 private:
  struct Watched {
    model::Sentinel sentinel;
    std::unique_ptr<RE2> pattern;  // of a "log"
  };
  struct Hit {
    std::vector<std::size_t> sentinels;
    std::vector<std::string> ids;
    Timestamp time;
  };
  static bool is(const Watched& watched, const model::Event& event);

  std::vector<Watched> watched_;
  std::map<model::Sentinel, std::size_t> numbers_;
  std::unordered_map<std::string, Hit> hits_;  // by event id; whose owners are not known
};

}  // namespace itk::collect
