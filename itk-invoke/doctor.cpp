#include "itk-invoke/doctor.h"

#include <fmt/core.h>

#include "common/aws/credentials.h"
#include "itk-invoke/doctor_settings.h"
#include "itk-invoke/doctor_targets.h"
#include "itk-invoke/plan.h"
#include "itk-invoke/preflight.h"
#include "itk-invoke/preflight_targets.h"

namespace itk::invoke {
namespace {

// In the order in which one needs the other; what cannot be examined without the one before is left out.
class Doctor {
 public:
  Doctor(const DoctorOptions& options, const settings::Settings& settings, AwsAccess& aws, Clock& clock,
         const Logger& log)
      : options_(options), settings_(settings), aws_(aws), clock_(clock), log_(log) {}

  Examination examine(const Environment& environment, const AwsAccess::MakeTransport& make_transport) {
    check_settings(settings_, environment, options_.folder, options_.env_file, checks());
    const std::vector<preflight::Target> targets = find_targets();
    const Result<aws::Config> config = aws_.config("");
    if (!config) {
      bad("region", config.error(), "export AWS_REGION=..., or --region");
      return std::move(found_);
    }
    found_.region = config->region;
    ok("region", config->region);
    if (examine_credentials(*config, make_transport)) {
      examine_account(targets);
    }
    return std::move(found_);
  }

 private:
  Checks& checks() { return found_.checks; }
  void ok(std::string name, std::string text) { checks().push_back({std::move(name), Mark::Ok, std::move(text)}); }
  void warn(std::string name, std::string text, std::string mend) {
    checks().push_back({std::move(name), Mark::Warning, std::move(text), std::move(mend)});
  }
  void bad(std::string name, const Error& error, std::string mend) {
    checks().push_back({std::move(name), Mark::Bad, error.message, std::move(mend), error.exit});
  }

  std::vector<preflight::Target> find_targets() {
    if (options_.cases.empty()) {
      std::vector<std::string> unread;
      std::vector<preflight::Target> targets = targets_of(settings_, unread);
      for (const std::string& why : unread) {
        bad("targets", usage_error("bad_target", why), "itk discover");
      }
      return targets;
    }
    Problems problems(Purpose::Live);
    const auto plan = plan_cases(options_.cases, Selection(), settings_, problems, settings_.environment());
    for (const Problem& problem : problems.sorted()) {
      if (problem.level == Problem::Level::Error) {
        bad("cases", usage_error(problem.code, problem.text()), "");
      } else {
        warn("cases", problem.text(), "");
      }
    }
    if (!plan) {
      bad("cases", plan.error(), "");
      return {};
    }
    if (!problems.has_errors()) {
      ok("cases", fmt::format("{} can be sent", plan->cases.size()));
    }
    return targets_of(plan->cases);
  }

  bool examine_credentials(const aws::Config& config, const AwsAccess::MakeTransport& make_transport) {
    const std::unique_ptr<aws::Transport> transport =
        make_transport(aws::transport_options(settings_.environment(), config));
    const auto found = aws::find_credentials({settings_.environment(), config, *transport, clock_, log_});
    if (!found) {
      const std::string profile = config.profile.is_named ? " --profile " + config.profile.name : "";
      bad("credentials", found.error(),
          fmt::format("aws sso login{}, aws configure{}, or export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                      profile, profile));
      return false;
    }
    const auto& expiration = found->credentials.expiration;
    if (!expiration) {
      const bool is_session = !found->credentials.session_token.empty();
      ok("credentials", fmt::format("from {}, {}", found->provider,
                                    is_session ? "of a session whose end is not said" : "which do not expire"));
      return true;
    }
    const double minutes = milliseconds_between(clock_.now(), *expiration) / 60'000;
    const std::string text = fmt::format("from {}, expiring at {}", found->provider, format_rfc3339(*expiration));
    if (minutes < 0) {
      checks().push_back({"credentials", Mark::Bad, text + ", which is over", "log in again", ExitCode::Refused});
    } else if (minutes < 15) {
      warn("credentials", fmt::format("{}, in {:.0f} minutes", text, minutes), "log in again before a long run");
    } else {
      ok("credentials", text);
    }
    return true;
  }

  void examine_account(const std::vector<preflight::Target>& targets) {
    const Result<preflight::Facts> facts = preflight::gather_facts(targets, client_for(aws_));
    if (!facts) {
      bad("identity", facts.error(), "see README: credentials; itk-doctor --report gathers what helpers ask for");
      return;
    }
    found_.account = facts->caller.account;
    examine_clock();
    examine_safety(*facts);
    TargetDoctor doctor(aws_, *facts, checks());
    doctor.examine_targets();
    doctor.examine_traces();
    if (options_.rate) {
      doctor.examine_rate(*options_.rate);
    }
    doctor.report_permissions();
  }

  void examine_clock() {
    constexpr long k_worth_a_warning = 60;
    const Result<aws::Client*> sts = aws_.client(aws::Service::Sts, "");
    const long offset = sts ? static_cast<long>((*sts)->clock_offset().count()) : 0;
    const std::string text =
        fmt::format("{} s {} AWS's", offset < 0 ? -offset : offset, offset < 0 ? "ahead of" : "behind");
    if (offset < -k_worth_a_warning || offset > k_worth_a_warning) {
      warn("clock", text + "; ITK signs with AWS's time, other tools do not", "sudo timedatectl set-ntp true");
    } else {
      ok("clock", offset == 0 ? "as AWS's" : text);
    }
  }

  // As a run would be judged, but for the targets, which are looked at more closely.
  void examine_safety(const preflight::Facts& facts) {
    const auto policy = preflight::read_policy(settings_, preflight::Purpose::Send, "");
    if (!policy) {
      bad("allowed-accounts", policy.error(), "");
      return;
    }
    for (const preflight::Finding& finding : preflight::judge(facts, *policy)) {
      if (finding.rule == "target-exists") {
        continue;
      }
      const Mark mark = finding.level == preflight::Level::Ok        ? Mark::Ok
                        : finding.level == preflight::Level::Warning ? Mark::Warning
                                                                     : Mark::Bad;
      checks().push_back({finding.rule, mark, finding.message, "", finding.exit});
    }
  }

  const DoctorOptions& options_;
  const settings::Settings& settings_;
  AwsAccess& aws_;
  Clock& clock_;
  const Logger& log_;
  Examination found_;
};

}  // namespace

Result<Examination> examine(const DoctorOptions& options, const Environment& environment,
                            const AwsAccess::MakeTransport& make_transport, Clock& clock, const Logger& log) {
  ITK_TRY_ASSIGN(const settings::Settings settings,
                 settings::Settings::load({environment, options.folder, options.env_file}));
  AwsAccess aws(settings.environment(), options.aws, clock, log, make_transport);
  return Doctor(options, settings, aws, clock, log).examine(environment, make_transport);
}

}  // namespace itk::invoke
