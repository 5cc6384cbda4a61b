// What tests ask of the sandbox itself, below /_sandbox: GET received?nonce=, DELETE received, GET faults.
#pragma once

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/control/ledger.h"
#include "tests/sandbox/faults/plan.h"

namespace itk::sandbox {

class ControlService final : public RestService {
 public:
  ControlService(Ledger& ledger, FaultPlan& faults) : ledger_(ledger), faults_(faults) {}

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override { return call.http.method; }

 private:
  Ledger& ledger_;
  FaultPlan& faults_;
};

}  // namespace itk::sandbox
