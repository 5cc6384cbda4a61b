// What tests ask of the sandbox itself, below /_sandbox: GET received?nonce=, DELETE received, GET faults, GET written.
#pragma once

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/control/ledger.h"
#include "tests/sandbox/faults/plan.h"
#include "tests/sandbox/logs/store.h"

namespace itk::sandbox {

class ControlService final : public RestService {
 public:
  ControlService(Ledger& ledger, FaultPlan& faults, const logs::LogStore& logs)
      : ledger_(ledger), faults_(faults), logs_(logs) {}

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override { return call.http.method; }

 private:
  Ledger& ledger_;
  FaultPlan& faults_;
  const logs::LogStore& logs_;
};

}  // namespace itk::sandbox
