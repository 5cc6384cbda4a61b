#include "itk-invoke/doctor_command.h"

#include <fmt/core.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "common/redact/configured.h"
#include "common/settings/find_upwards.h"
#include "common/settings/settings.h"
#include "itk-invoke/doctor_dead_letters.h"
#include "itk-invoke/doctor_help.h"
#include "itk-invoke/doctor_self.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

DoctorAnswer show(const Checks& checks, const std::string& format) {
  return {format == "json" ? to_json(checks)
          : format == "md" ? to_markdown(checks)
                           : to_text(checks),
          exit_code_of(checks)};
}

Result<Checks> prove_installation(const Environment& environment, const std::string& executable) {
  std::string scratch = (fs::path(environment.get("TMPDIR").value_or("/tmp")) / "itk-doctor-XXXXXX").string();
  if (mkdtemp(scratch.data()) == nullptr) {
    return tl::make_unexpected(
        file_error("no_scratch", fmt::format("{} cannot be made; set TMPDIR to a folder that can", scratch)));
  }
  Checks checks = examine_installation(fs::path(executable).parent_path().string(), scratch, environment);
  std::error_code ignored;
  fs::remove_all(scratch, ignored);
  return checks;
}

std::vector<std::string> versions() {
  utsname system{};
  std::vector<std::string> lines = {"built with GCC " __VERSION__};
  if (uname(&system) == 0) {
    lines.push_back(fmt::format("{} {} {}", system.sysname, system.release, system.machine));
  }
  return lines;
}

// That of the settings; where they are what help is asked for, one that knows no settings.
Result<std::shared_ptr<redact::Redactor>> redactor_of(const DoctorCommand& command, const Environment& environment) {
  const auto settings = settings::Settings::load({environment, command.doctor.folder, command.doctor.env_file});
  if (settings) {
    if (auto redactor = redact::make_configured_redactor(settings->environment(), command.doctor.folder)) {
      return redactor;
    }
  }
  return redact::make_configured_redactor({}, command.doctor.folder);
}

Result<std::string> make_report(const DoctorCommand& command, const Examination& examination,
                                const Environment& environment, Clock& clock) {
  HelpRequest request{command.command, "", command.doctor.env_file, versions()};
  if (request.env_file.empty()) {
    request.env_file =
        settings::find_upwards(command.doctor.folder, ".env", environment.get("HOME").value_or("")).value_or("");
  }
  if (!command.errors.empty()) {
    ITK_TRY_ASSIGN(request.errors, read_file(command.errors));
  }
  ITK_TRY_ASSIGN(const std::shared_ptr<redact::Redactor> redactor, redactor_of(command, environment));
  return help_report(request, examination, environment, *redactor, clock.now());
}

}  // namespace

Result<DoctorAnswer> run_doctor(const DoctorCommand& command, const Environment& environment,
                                const AwsAccess::MakeTransport& make_transport, Clock& clock, const Logger& log,
                                const std::string& executable) {
  if (!command.dead_letters_of.empty()) {
    ITK_TRY_ASSIGN(const settings::Settings settings,
                   settings::Settings::load({environment, command.doctor.folder, command.doctor.env_file}));
    AwsAccess aws(settings.environment(), command.doctor.aws, clock, log, make_transport);
    ITK_TRY_ASSIGN(std::string text, report_dead_letters(command.dead_letters_of, aws, command.format == "json"));
    return DoctorAnswer{std::move(text)};
  }
  if (command.self) {
    ITK_TRY_ASSIGN(const Checks checks, prove_installation(environment, executable));
    return show(checks, command.format);
  }
  ITK_TRY_ASSIGN(const Examination examination, examine(command.doctor, environment, make_transport, clock, log));
  if (command.report) {
    ITK_TRY_ASSIGN(std::string text, make_report(command, examination, environment, clock));
    return DoctorAnswer{std::move(text)};
  }
  return show(examination.checks, command.format);
}

}  // namespace itk::invoke
