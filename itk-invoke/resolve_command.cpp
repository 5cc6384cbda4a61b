#include "itk-invoke/resolve_command.h"

#include <fmt/core.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "common/settings/find_upwards.h"
#include "itk-invoke/resolve_discover.h"

namespace itk::invoke {
namespace {

Status write_text(LineWriter& out, std::string_view text) {
  text.remove_suffix(text.ends_with('\n') ? 1 : 0);
  return out.write(text);
}

Status resolve(const ResolveCommand& command, const settings::Settings& settings, const Logger& log, LineWriter& out) {
  ITK_TRY_ASSIGN(const Resolved resolved, run_resolver(settings, command.resolver));
  ITK_TRY(write_text(out, resolved.targets.json));
  if (command.dry_run) {
    return {};
  }
  ITK_TRY(write_targets(resolved));
  log.info(fmt::format("{} targets: {}", resolved.targets.count, resolved.path));
  return {};
}

// What is in the file stays as it is: lines are only added behind it.
Status add_to_dotenv(const ResolveCommand& command, const settings::Settings& settings, const std::string& lines,
                     const Logger& log) {
  const ResolverOptions& options = command.resolver;
  const std::string home = settings.get("HOME").value_or("");
  const std::string path = options.env_file.empty()
                               ? settings::find_upwards(options.folder, ".env", home).value_or(options.folder + "/.env")
                               : options.env_file;
  std::string text;
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) {
    ITK_TRY_ASSIGN(text, read_file(path));
  }
  text += text.empty() || text.ends_with('\n') ? "" : "\n";
  ITK_TRY(write_file(path, text + lines));
  log.info(fmt::format("added to {}", path));
  return {};
}

Status discover_candidates(const ResolveCommand& command, const settings::Settings& settings, AwsAccess& aws,
                           const Logger& log, LineWriter& out) {
  ITK_TRY_ASSIGN(const std::vector<Candidate> candidates, discover(aws, command.match, log));
  for (const Candidate& candidate : candidates) {
    ITK_TRY(out.write(fmt::format("{:9}  {}  {}", candidate.kind, candidate.name, candidate.value)));
  }
  const std::string lines = dotenv_lines(candidates, settings);
  if (lines.empty()) {
    log.info(candidates.empty() ? "nothing is there" : "nothing to add to .env: all that was found is set");
    return {};
  }
  ITK_TRY(out.write(""));
  ITK_TRY(write_text(out, lines));
  return command.dry_run ? Status() : add_to_dotenv(command, settings, lines, log);
}

}  // namespace

Status run_resolve(const ResolveCommand& command, const Environment& environment,
                   const AwsAccess::MakeTransport& make_transport, Clock& clock, const Logger& log, LineWriter& out) {
  ITK_TRY_ASSIGN(const settings::Settings settings,
                 settings::Settings::load({environment, command.resolver.folder, command.resolver.env_file}));
  if (!command.discover) {
    return resolve(command, settings, log, out);
  }
  AwsAccess aws(settings.environment(), command.aws, clock, log, make_transport);
  return discover_candidates(command, settings, aws, log, out);
}

}  // namespace itk::invoke
