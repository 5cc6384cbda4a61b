// Who is who in the stream: the evidence of each invocation and the case that it belongs to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "itk-compare/verdict.h"

namespace itk::compare {

// One `inv`.
struct Iteration {
  Evidence evidence;
  std::optional<Judgement> judgement;  // once made; the spans are gone then
};

class Ledger {
 public:
  // Takes a record into account; types that nobody judges by are left alone.
  Status take(Stage& stage, const Incoming& incoming);
  // The iteration of the record taken last, if nothing more is awaited for it and it has not been judged.
  Iteration* just_settled();

  // Those with an invocation, case by case: in order of first appearance, or by run, case, iteration and inv.
  std::vector<std::vector<Iteration*>> cases(bool sorted);
  const std::vector<model::Run>& runs() const { return runs_; }
  // An earlier stage saw its input cut.
  bool saw_cut() const { return saw_cut_; }

 private:
  template <class R>
  Status take_into(Stage& stage, const Incoming& incoming, Iteration*& iteration, R& record);
  Status take_span(Stage& stage, const Incoming& incoming);
  Status take_error(Stage& stage, const Incoming& incoming);
  Iteration& at(const std::string& inv);

  std::map<std::string, Iteration, std::less<>> by_inv_;
  std::vector<std::string> order_;  // of first appearance
  std::vector<model::Run> runs_;
  Iteration* last_ = nullptr;
  bool saw_cut_ = false;
};

}  // namespace itk::compare
