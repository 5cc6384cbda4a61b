// What tells about the account as a whole: its alias (IAM) and its quotas (Service Quotas).
#pragma once

#include "tests/sandbox/aws/service.h"

namespace itk::sandbox::lookups {

class IamService final : public Service {
 public:
  explicit IamService(const Account& account) : account_(account) {}
  Outcome<Json::Value> answer(const Call& call) override;

 private:
  const Account& account_;
};

class QuotaService final : public Service {
 public:
  explicit QuotaService(const Account& account) : account_(account) {}
  Outcome<Json::Value> answer(const Call& call) override;

 private:
  const Account& account_;
};

}  // namespace itk::sandbox::lookups
