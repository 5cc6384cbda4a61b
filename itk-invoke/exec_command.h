// A program that a case names, with its folder and its variables: the entrypoint `exec`, and a look of `until`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/settings/settings.h"
#include "itk-invoke/case.h"
#include "itk-invoke/entrypoint.h"
#include "itk-invoke/http_reader.h"
#include "itk-invoke/program.h"

namespace itk::invoke {

class ExecCommand {
 public:
  // command, folder and environment of `map`, which messages call `path`. Nothing: there were problems.
  static std::optional<ExecCommand> read(const Case& test_case, const YamlNode& map, std::string_view path,
                                         const settings::Settings& settings, const Complain& complain);

  std::vector<std::string> fetches() const;
  Status check(const LateValues& values) const;
  // "python3 tool.py", as the case has it.
  std::string text() const;
  // "tool" of "/opt/tool".
  std::string name() const;
  ProgramCall call(const Execution& execution, std::string input) const;

 private:
  std::vector<LateText> argv_;
  std::string folder_;
  LateFields variables_;
  Environment environment_;  // that the program inherits
  std::string case_id_;
  std::string nonce_attribute_;
};

// The variables that tell a program whose execution it is part of.
void add_identity(Environment& environment, const std::string& case_id, const Execution& execution);

// The last `size` bytes of what a program said, cut between two characters.
std::string_view end_of(std::string_view text, std::size_t size);

}  // namespace itk::invoke
