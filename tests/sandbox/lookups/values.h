// SSM parameters and Secrets Manager secrets.
#pragma once

#include <map>
#include <string>

#include "tests/sandbox/aws/service.h"

namespace itk::sandbox::lookups {

// By name. A parameter whose name ends in "key", "secret", "password" or "token" is a SecureString.
using Values = std::map<std::string, std::string>;

class SsmService final : public Service {
 public:
  SsmService(const Account& account, Values parameters) : account_(account), parameters_(std::move(parameters)) {}
  Outcome<Json::Value> answer(const Call& call) override;

 private:
  Outcome<Json::Value> get_parameter(const Call& call) const;
  Outcome<Json::Value> get_parameters(const Call& call) const;
  Json::Value describe(const std::string& name, const std::string& value, bool decrypt) const;

  const Account& account_;
  Values parameters_;
};

class SecretsService final : public Service {
 public:
  SecretsService(const Account& account, Values secrets) : account_(account), secrets_(std::move(secrets)) {}
  Outcome<Json::Value> answer(const Call& call) override;

 private:
  const Account& account_;
  Values secrets_;
};

}  // namespace itk::sandbox::lookups
