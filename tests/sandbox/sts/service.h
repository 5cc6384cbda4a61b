// STS, query protocol: who am I, and temporary keys for a role of this account.
#pragma once

#include <chrono>
#include <optional>

#include "tests/sandbox/aws/keys.h"
#include "tests/sandbox/aws/service.h"

namespace itk::sandbox::sts {

class StsService final : public Service {
 public:
  // `session`: how long keys last, whatever is asked for. Both references outlive the object.
  StsService(const Account& account, KeyRing& keys, std::optional<std::chrono::seconds> session)
      : account_(account), keys_(keys), session_(session) {}

  Outcome<Json::Value> answer(const Call& call) override;

 private:
  Json::Value who_calls(const Call& call) const;
  Outcome<Json::Value> assume_role(const Call& call);
  Outcome<Json::Value> assume_role_with_web_identity(const Call& call);

  const Account& account_;
  KeyRing& keys_;
  std::optional<std::chrono::seconds> session_;
};

}  // namespace itk::sandbox::sts
