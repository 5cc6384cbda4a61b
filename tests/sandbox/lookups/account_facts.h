// What tells about the account as a whole: its alias (IAM), its quotas (Service Quotas), and where X-Ray puts segments.
#pragma once

#include "tests/sandbox/aws/rest.h"
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

class XrayService final : public RestService {
 public:
  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override { return call.path.empty() ? "" : call.path.front(); }
};

}  // namespace itk::sandbox::lookups
