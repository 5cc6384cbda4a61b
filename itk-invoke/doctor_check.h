// One line of itk-doctor: a precondition, whether it holds, and what mends it.
#pragma once

#include <string>
#include <vector>

#include "common/base/exit_code.h"

namespace itk::invoke {

enum class Mark { Ok, Warning, Bad };

struct Check {
  std::string name;  // "credentials", "queue itk-demo"
  Mark mark = Mark::Ok;
  std::string text;
  std::string mend{};               // a command, or what to do
  ExitCode exit = ExitCode::Usage;  // of what is bad
};

using Checks = std::vector<Check>;

// 0 where nothing is bad, else the worst of its codes.
ExitCode exit_code_of(const Checks& checks);

std::string to_text(const Checks& checks);
// {"checks":[{"name":"region","mark":"ok","text":"us-east-1"}],"exit":0}
std::string to_json(const Checks& checks);
// A checklist with its boxes ticked.
std::string to_markdown(const Checks& checks);

}  // namespace itk::invoke
