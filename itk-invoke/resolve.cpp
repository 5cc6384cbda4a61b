#include "itk-invoke/resolve.h"

#include <fmt/format.h>

#include <filesystem>

#include "common/aws/providers/run_program.h"
#include "common/aws/secrets.h"
#include "common/base/atomic_file.h"
#include "common/base/text.h"
#include "common/json/parser.h"
#include "common/settings/find_upwards.h"
#include "itk-invoke/function_address.h"
#include "itk-invoke/queue_address.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_longest_tail = 2000;

// What is wrong with one member; empty: nothing.
std::string problem_of(json::Parser& parser, const json::Member& member) {
  const json::Value& value = member.value;
  const std::string text(value.kind == json::Kind::String ? value.text : value.raw);
  if (value.kind == json::Kind::String && settings::is_unfilled(text)) {
    return fmt::format("{} is still to be filled in: {}", member.key, text);
  }
  if (member.key == "sqs_queue_url" && !value.is_null() && !parse_queue_address(text)) {
    return fmt::format("sqs_queue_url is neither the URL nor the ARN of a queue: {}", text);
  }
  if ((member.key == "lambda_function_name" || member.key == "target_lambda_arn") && !value.is_null() &&
      !parse_function_address(text)) {
    return fmt::format("{} names no function: {}", member.key, text);
  }
  if (member.key != "log_groups" || value.is_null() || value.kind == json::Kind::String) {
    return {};
  }
  const auto elements = parser.array(value.raw, 1);
  if (!elements) {
    return "log_groups must be a list of names, or one text with commas";
  }
  for (const json::Member& element : **elements) {
    if (element.value.kind != json::Kind::String) {
      return fmt::format("log_groups holds {}, which is no name", element.value.raw);
    }
  }
  return {};
}

// The end of what a program said, without what looks like a secret.
std::string tail_of(std::string_view text) {
  std::string shown = aws::hide_what_looks_secret(trim(text));
  if (shown.size() > k_longest_tail) {
    shown = "... " + shown.substr(shown.size() - k_longest_tail);
  }
  return shown.empty() ? "it says nothing on stderr" : shown;
}

Error resolver_failed(const std::string& command, std::string_view why) {
  return usage_error("resolver_failed", fmt::format("the resolver ({}) {}", command, why));
}

std::string folder_of_origin(const std::string& origin) {
  return fs::path(origin.substr(0, origin.rfind(':'))).parent_path().string();
}

// The file that a resolver which says nothing on stdout is to have written: ITK_RESOLVER_OUTPUT.
std::optional<std::string> output_setting(const settings::Settings& settings, const std::string& folder) {
  constexpr char k_variable[] = "ITK_RESOLVER_OUTPUT";
  const auto named = settings.get(k_variable);
  if (!named) {
    return std::nullopt;
  }
  const std::string origin = settings.origin(k_variable);
  return (fs::path(origin == "environment" ? folder : folder_of_origin(origin)) / *named).lexically_normal().string();
}

}  // namespace

Result<Targets> read_targets_json(std::string_view text, std::string_view source) {
  text = trim(text);
  json::Parser parser;
  const json::PaddedText padded(text);
  const auto members = parser.object(padded.view());
  if (!members) {
    return tl::make_unexpected(usage_error(
        "bad_targets", fmt::format("{}: {}; it must be one JSON object, like {{\"sqs_queue_url\":\"https://...\"}}",
                                   source, members.error().message)));
  }
  std::vector<std::string> problems;
  for (const json::Member& member : **members) {
    if (std::string problem = problem_of(parser, member); !problem.empty()) {
      problems.push_back(std::move(problem));
    }
  }
  if ((*members)->empty()) {
    problems.emplace_back("it names no target");
  }
  if (!problems.empty()) {
    return tl::make_unexpected(usage_error("bad_targets", fmt::format("{}: {}", source, fmt::join(problems, "; "))));
  }
  return Targets{std::string(text) + "\n", (*members)->size()};
}

std::string targets_path(const settings::Settings& settings, const ResolverOptions& options) {
  if (!options.output.empty()) {
    return options.output;
  }
  if (const auto named = output_setting(settings, options.folder)) {
    return *named;
  }
  constexpr char k_targets[] = ".itk/targets.json";
  const std::string home = settings.get("HOME").value_or("");
  if (const auto found = settings::find_upwards(options.folder, k_targets, home)) {
    return *found;
  }
  fs::path base = options.folder;
  if (const auto env_file = settings::find_upwards(options.folder, ".env", home)) {
    base = fs::path(*env_file).parent_path();
  } else {
    std::error_code ignored;
    fs::path above = base;
    for (int level = 0; level < 20 && !fs::exists(above / ".git", ignored); ++level) {
      above /= "..";
    }
    base = fs::exists(above / ".git", ignored) ? above : base;
  }
  return (base / k_targets).lexically_normal().string();
}

Result<Resolved> run_resolver(const settings::Settings& settings, const ResolverOptions& options) {
  Resolved resolved;
  resolved.command = options.command.empty() ? settings.get("ITK_RESOLVER_CMD").value_or("") : options.command;
  resolved.path = targets_path(settings, options);
  if (resolved.command.empty()) {
    return tl::make_unexpected(usage_error("no_resolver",
                                           "no resolver: set ITK_RESOLVER_CMD to a command that says targets as JSON, "
                                           "or use --discover"));
  }
  std::error_code error;
  const fs::file_time_type written_before = fs::last_write_time(resolved.path, error);
  const bool was_there = !error;
  using namespace aws::providers;
  const Result<ProgramOutput> output =
      run_program({"/bin/sh", "-c", resolved.command}, settings.environment(), options.limit, ProcessGroup::OfItsOwn);
  if (!output) {
    return tl::make_unexpected(resolver_failed(resolved.command, output.error().message));
  }
  if (output->exit_status != 0) {
    return tl::make_unexpected(resolver_failed(
        resolved.command, fmt::format("ended with status {}: {}", output->exit_status, tail_of(output->err))));
  }
  if (!trim(output->out).empty()) {
    ITK_TRY_ASSIGN(resolved.targets,
                   read_targets_json(output->out, fmt::format("the resolver ({})", resolved.command)));
    return resolved;
  }
  const fs::file_time_type written = fs::last_write_time(resolved.path, error);
  if (error || (was_there && written == written_before)) {
    return tl::make_unexpected(resolver_failed(
        resolved.command, fmt::format("said nothing on stdout and did not write {}; it must do one of both: {}",
                                      resolved.path, tail_of(output->err))));
  }
  ITK_TRY_ASSIGN(const std::string text, read_file(resolved.path));
  ITK_TRY_ASSIGN(resolved.targets, read_targets_json(text, resolved.path));
  return resolved;
}

Status write_targets(const Resolved& resolved) {
  std::error_code ignored;
  fs::create_directories(fs::path(resolved.path).parent_path(), ignored);
  return write_file(resolved.path, resolved.targets.json);
}

Result<settings::Settings> load_settings(const settings::Settings::Sources& sources, const Logger& log) {
  ITK_TRY_ASSIGN(settings::Settings settings, settings::Settings::load(sources));
  if (!settings.get("ITK_RESOLVER_CMD")) {
    return settings;
  }
  ResolverOptions options;
  options.folder = sources.folder;
  options.env_file = sources.env_file;
  ITK_TRY_ASSIGN(const Resolved resolved, run_resolver(settings, options));
  ITK_TRY(write_targets(resolved));
  log.debug(fmt::format("ITK_RESOLVER_CMD gave {} targets: {}", resolved.targets.count, resolved.path));
  return settings::Settings::load(sources);
}

}  // namespace itk::invoke
