#include <fmt/core.h>

#include "common/aws/ascii.h"
#include "common/aws/providers/providers.h"
#include "common/aws/providers/run_program.h"
#include "common/aws/providers/shell_split.h"
#include "common/aws/providers/support.h"
#include "common/aws/secrets.h"
#include "common/base/text.h"

namespace itk::aws::providers {
namespace {

// Some of these programs open a browser or ask a phone, so that a person has to act.
constexpr std::chrono::minutes k_limit{2};
constexpr std::size_t k_longest_stderr = 500;
constexpr std::size_t k_shortest_secret = 8;

bool names_a_secret(std::string_view variable) {
  for (const std::string_view word : {"SECRET", "TOKEN", "PASSWORD", "PASSWD", "KEY"}) {
    if (variable.find(word) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

// "--password=x" holds "x". Options, paths and what is too short to be a secret stay readable.
std::string_view secret_of_argument(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  if (argument.starts_with('-')) {
    argument = equals == std::string_view::npos ? "" : argument.substr(equals + 1);
  }
  return argument.size() < k_shortest_secret || argument.starts_with('/') ? "" : argument;
}

// stderr is the program's own explanation, and is shown; not what in it is a secret as far as we can tell.
std::string explanation(const ProgramOutput& output, const std::vector<std::string>& command,
                        const Environment& environment) {
  std::vector<std::string_view> secrets;
  for (std::size_t i = 1; i < command.size(); ++i) {
    secrets.emplace_back(secret_of_argument(command[i]));
  }
  for (const auto& [name, value] : environment.values()) {
    if (value.size() >= k_shortest_secret && names_a_secret(upper_case(name))) {
      secrets.emplace_back(value);
    }
  }
  const auto fields = SecretFields::parse(output.out, "");
  if (fields) {
    for (const SecretFields::Field& field : fields->all()) {
      secrets.emplace_back(field.text);
    }
  }
  std::string line;
  for (const std::string& part : split_list(hide_what_looks_secret(hide_secrets(output.err, secrets)), '\n')) {
    line += (line.empty() ? "" : " ") + part;
  }
  if (line.size() > k_longest_stderr) {
    line.resize(k_longest_stderr);
    line += " ...";
  }
  return line.empty() ? "it says nothing on stderr" : line;
}

}  // namespace

Found from_process(const CredentialContext& context) {
  const Profile& profile = context.config.profile;
  const auto command = profile.get("credential_process");
  if (!command) {
    return std::nullopt;
  }
  const std::string what = fmt::format("credential_process of AWS profile \"{}\"", profile.name);
  const auto failed = [&](std::string_view why) {
    return tl::make_unexpected(credentials_error("credential_process_failed", fmt::format("{}: {}", what, why)));
  };
  const auto words = shell_split(*command);
  if (!words) {
    return failed(words.error().message);
  }
  if (words->empty()) {
    return failed("it is empty");
  }
  const auto output = run_program(*words, context.environment, k_limit);
  if (!output) {
    return failed(output.error().message);
  }
  if (output->exit_status != 0) {
    return failed(fmt::format("{} ends with status {}: {}", words->front(), output->exit_status,
                              explanation(*output, *words, context.environment)));
  }
  ITK_TRY_ASSIGN(const SecretFields fields, SecretFields::parse(output->out, what + ": its output"));
  if (fields.raw("Version") != "1") {
    return failed("its output must have \"Version\": 1");
  }
  ITK_TRY_ASSIGN(Credentials credentials, read_credentials(fields, {.session_token = "SessionToken"}, false));
  return credentials;
}

}  // namespace itk::aws::providers
