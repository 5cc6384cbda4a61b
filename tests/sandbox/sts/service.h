// STS, query protocol: who am I.
#pragma once

#include "tests/sandbox/aws/service.h"

namespace itk::sandbox::sts {

class StsService final : public Service {
 public:
  explicit StsService(const Account& account) : account_(account) {}

  Outcome<Json::Value> answer(const Call& call) override;

 private:
  const Account& account_;
};

}  // namespace itk::sandbox::sts
