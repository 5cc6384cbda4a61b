// AWS Lambda: Invoke, and what can be looked up
// (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html).
#pragma once

#include <string_view>
#include <utility>

#include "tests/sandbox/aws/rest.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/lambda/background.h"
#include "tests/sandbox/lambda/function.h"
#include "tests/sandbox/lambda/function_name.h"

namespace itk::sandbox::lambda {

class LambdaService final : public RestService {
 public:
  explicit LambdaService(const Account& account);

  // Before the first call.
  void deploy(Functions functions) { functions_ = std::move(functions); }
  void stop() { background_.stop(); }

  HttpResponse answer(const RestCall& call) override;
  std::string operation(const RestCall& call) const override;
  HttpResponse write_fault(const Fault& fault) const override;

 private:
  Outcome<HttpResponse> invoke(const RestCall& call);
  Outcome<Json::Value> look_up(const RestCall& call) const;
  // The function that the path names, deployed here, and the version that it means.
  Outcome<std::pair<FunctionName, std::string_view>> find(const RestCall& call) const;
  HttpResponse respond(const Handler& handler, const Invocation& invocation, bool with_log) const;

  const Account& account_;
  Functions functions_;
  Background background_;
};

}  // namespace itk::sandbox::lambda
