#include "itk-invoke/exec_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "common/base/text.h"

namespace itk::invoke {
namespace {

// "a b" as the list that it should be.
std::string as_list(std::string_view text) { return fmt::format("[{}]", fmt::join(split_list(text, ' '), ", ")); }

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.find('=') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

// Beside the case file, unless it is absolute.
std::string folder_of(const std::string& case_file, const std::string& folder) {
  return folder.empty() ? "" : (std::filesystem::path(case_file).parent_path() / folder).lexically_normal().string();
}

bool read_argv(const YamlNode& map, std::string_view path, const Complain& complain, std::vector<LateText>& argv) {
  const YamlNode* command = map.find("command");
  if (command == nullptr || command->is_null()) {
    complain(
        command == nullptr ? map.at : command->at, "no_command",
        fmt::format("no program to run; set {}.command to the program and its words, like [python3, agent.py]", path));
    return false;
  }
  if (command->is_scalar()) {
    complain(command->at, "bad_command",
             fmt::format("\"{}.command\" is run without a shell; write its words as a list: {}", path,
                         as_list(command->text)));
    return false;
  }
  if (!command->is_sequence() || command->items.empty()) {
    complain(command->at, "bad_command",
             fmt::format("\"{}.command\" must be a list of words like [python3, agent.py], not {}", path,
                         command->is_map() ? describe(*command) : "an empty one"));
    return false;
  }
  for (const YamlNode& word : command->items) {
    if (!word.is_scalar()) {
      complain(word.at, "bad_command", fmt::format("a word of \"{}.command\" is text, not {}", path, describe(word)));
      return false;
    }
    if (has_unset_variable(word)) {
      return false;
    }
    argv.push_back(LateText::plain(word.text));
  }
  return true;
}

}  // namespace

std::optional<ExecCommand> ExecCommand::read(const Case& test_case, const YamlNode& map, std::string_view path,
                                             const settings::Settings& settings, const Complain& complain) {
  ExecCommand command;
  const bool has_argv = read_argv(map, path, complain, command.argv_);
  std::optional<LateFields> variables = read_fields(map, "environment", path, complain);
  const auto folder = scalar_text(map, "folder", fmt::format("{}.folder", path), complain);
  if (!has_argv || !variables) {
    return std::nullopt;
  }
  for (const auto& [name, value] : *variables) {
    if (!is_variable_name(name)) {
      complain(map.entry("environment")->at, "bad_variable_name", fmt::format("\"{}\" is no name of a variable", name));
      return std::nullopt;
    }
  }
  command.folder_ = folder_of(test_case.file, folder.value_or(""));
  command.variables_ = std::move(*variables);
  command.environment_ = settings.environment();
  command.case_id_ = test_case.id;
  command.nonce_attribute_ = settings.get("ITK_TRACE_ID_ATTR").value_or("ITK_TRACE_ID");
  return command;
}

std::vector<std::string> ExecCommand::fetches() const {
  std::vector<std::string> names;
  const auto add = [&](const LateText& text) {
    const std::vector<std::string> more = text.fetches();
    names.insert(names.end(), more.begin(), more.end());
  };
  std::for_each(argv_.begin(), argv_.end(), add);
  for (const auto& [name, text] : variables_) {
    add(text);
  }
  return names;
}

Status ExecCommand::check(const LateValues& values) const {
  for (const LateText& word : argv_) {
    ITK_TRY(word.check(values));
  }
  for (const auto& [name, text] : variables_) {
    ITK_TRY(text.check(values));
  }
  return {};
}

std::string ExecCommand::text() const {
  std::string text;
  for (const LateText& word : argv_) {
    text += (text.empty() ? "" : " ") + word.stated();
  }
  return text;
}

std::string ExecCommand::name() const { return std::filesystem::path(argv_[0].stated()).filename().string(); }

ProgramCall ExecCommand::call(const Execution& execution, std::string input) const {
  ProgramCall call;
  for (const LateText& word : argv_) {
    call.argv.push_back(word.render(execution.values));
  }
  call.input = std::move(input);
  call.folder = folder_;
  call.environment = environment_;
  add_identity(call.environment, case_id_, execution);
  if (execution.leaves_marks) {
    call.environment.set("ITK_NONCE", execution.identity.nonce);
    call.environment.set(nonce_attribute_, execution.identity.nonce);
    call.environment.set("TRACEPARENT", execution.identity.traceparent());
    call.environment.set("X_AMZN_TRACE_ID", execution.identity.xray_header());
  }
  for (const auto& [name, value] : variables_) {
    call.environment.set(name, value.render(execution.values));
  }
  call.deadline = execution.deadline;
  return call;
}

void add_identity(Environment& environment, const std::string& case_id, const Execution& execution) {
  environment.set("ITK_RUN_ID", execution.values.run_id);
  environment.set("ITK_INV", execution.values.inv);
  environment.set("ITK_CASE", case_id);
  environment.set("ITK_ITERATION", std::to_string(execution.values.iteration));
}

std::string_view end_of(std::string_view text, std::size_t size) {
  std::size_t begin = text.size() > size ? text.size() - size : 0;
  while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) {
    ++begin;
  }
  return begin == 0 ? text : text.substr(begin);
}

}  // namespace itk::invoke
