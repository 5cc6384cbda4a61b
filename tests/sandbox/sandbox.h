// itk-sandbox as a library: an AWS account on 127.0.0.1, and a demo system in it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "tests/sandbox/aws/service.h"
#include "tests/sandbox/faults/rule.h"
#include "tests/sandbox/logs/service.h"
#include "tests/sandbox/logs/store.h"
#include "tests/sandbox/lookups/values.h"

namespace itk::sandbox {

struct SandboxOptions {
  int port = 0;  // 0: any free one
  Account account;
  logs::IngestionDelay delay;
  logs::Paging paging;
  bool demo = true;
  bool traces_to_xray = false;  // instead of the log group aws/spans
  int workers = 24;
  double noise = 0;                             // unrelated executions per second
  std::optional<std::chrono::seconds> session;  // how long temporary keys last, whatever is asked for
  std::vector<faults::Rule> faults;
  std::vector<std::string> denied;  // IAM actions, "sqs:*"
  lookups::Values parameters{{"/itk-demo/greeting", "Good morning"},
                             {"/itk-demo/api-key", "demo-api-key-4711"}};  // SSM
  lookups::Values secrets{{"itk-demo/customer", R"({"name":"Ada","pin":"0000"})"}};
};

class Sandbox {
 public:
  // Serves as soon as it is back. The clock outlives it.
  static Result<std::unique_ptr<Sandbox>> start(SandboxOptions options, Clock& clock);
  ~Sandbox();

  int port() const;
  std::string endpoint() const;  // "http://127.0.0.1:4566"
  // What a shell needs to talk to it: NAME=value lines.
  std::string environment() const;

  // Accepts no more calls, ends long polls and the demo system, and waits for the answers that are being
  // written.
  void drain();

 private:
  struct Implementation;
  std::string credentials_environment() const;
  explicit Sandbox(std::unique_ptr<Implementation> implementation);

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace itk::sandbox
