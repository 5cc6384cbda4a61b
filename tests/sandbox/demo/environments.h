// The execution environments of one Lambda function: a free one is used again, with its log stream; when none
// is free, a new one starts cold.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "tests/sandbox/demo/world.h"

namespace itk::sandbox::demo {

struct ExecutionEnvironment {
  std::string stream;
  bool is_cold = true;
};

class Environments {
 public:
  explicit Environments(World& world) : world_(world) {}

  ExecutionEnvironment acquire();
  void release(const ExecutionEnvironment& environment);

 private:
  World& world_;
  std::mutex mutex_;
  std::vector<std::string> free_;
};

}  // namespace itk::sandbox::demo
