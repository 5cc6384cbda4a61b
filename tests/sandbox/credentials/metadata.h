// Where processes on AWS find temporary keys: the container endpoints of ECS and EKS Pod Identity, and the instance
// metadata service, version 2 only.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/aws/keys.h"
#include "tests/sandbox/aws/rest.h"

namespace itk::sandbox::credentials {

inline constexpr std::string_view k_task_path = "/v2/credentials/itk-demo-task";
inline constexpr std::string_view k_pod_path = "/v1/credentials";

// /v2/credentials/... for whoever knows the path, /v1/credentials for who shows the pod's token.
class ContainerService final : public RestService {
 public:
  ContainerService(const Account& account, KeyRing& keys, std::optional<std::chrono::seconds> session);

  const std::string& pod_token() const { return pod_token_; }

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall&) const override { return "GetCredentials"; }

 private:
  const Account& account_;
  KeyRing& keys_;
  std::chrono::seconds session_;
  std::string pod_token_;
};

class InstanceService final : public RestService {
 public:
  InstanceService(const Account& account, KeyRing& keys, std::optional<std::chrono::seconds> session);

  HttpResponse answer(const RestCall& call) override;
  // "PutToken", or the path below /latest/.
  std::string operation(const RestCall& call) const override;
  HttpResponse write_fault(const Fault& fault) const override;

 private:
  HttpResponse put_token(const RestCall& call);
  bool knows_token(const RestCall& call);
  HttpResponse read(const std::string& path, Timestamp now);

  const Account& account_;
  KeyRing& keys_;
  std::chrono::seconds session_;
  std::mutex mutex_;
  std::map<std::string, Timestamp> tokens_;  // and when they expire
};

}  // namespace itk::sandbox::credentials
