// What the command line says; what the environment and the cases say is merged in settle().
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/aws/config.h"
#include "common/model/sending.h"
#include "common/settings/settings.h"

namespace itk::collect {

struct Options {
  std::vector<std::string> log_groups;  // instead of what cases and ITK_LOG_GROUPS name
  std::optional<double> quiet_s;
  std::optional<double> deadline_s;
  double rate = 4;                   // FilterLogEvents per second and account; some regions allow no more than 5
  std::vector<std::string> sources;  // side sources that every case needs: "xray"
  bool logs = true;                  // log groups of cases, settings and flags
  bool spans = false;                // the log group aws/spans
  std::string otlp_listen;           // where OTLP is received; empty: nowhere
  bool all = false;
  std::vector<std::string> read;  // saved evidence, instead of AWS
  std::string since;              // a window, instead of invocations
  std::string until;
  std::string filter_pattern;
  std::string read_production;  // the account whose production may be read
  std::string env_file;
  aws::ConfigOptions aws;

  // What --source names, instead of the log groups.
  void take_sources(const std::vector<std::string>& names);
  // OTLP is received there, beside what else is read.
  void listen_for_otlp(const std::string& address);
  // Without invocations.
  bool starts_pipe() const { return !read.empty() || !since.empty(); }
};

// How one case is collected.
struct Rules {
  std::vector<std::string> log_groups;
  std::vector<std::string> sources;  // beside log groups
  std::chrono::milliseconds quiet;
  std::chrono::milliseconds deadline;

  bool reads_nothing() const { return log_groups.empty() && sources.empty(); }
};

// Flag before case before environment, targets.json and .env before default. ITK_LOG_DELAY_SECONDS is the
// least quiet period whoever asks for a shorter one.
class RuleBook {
 public:
  static Result<RuleBook> load(const Options& options, const settings::Settings& settings);

  Rules rules_of(const model::Invocation& invocation) const;
  // Where nobody names others.
  const std::vector<std::string>& default_groups() const { return default_groups_; }
  // The widest span of time that one query may cover.
  std::chrono::milliseconds widest_query() const { return widest_query_; }

 private:
  Options options_;
  std::vector<std::string> default_groups_;
  std::chrono::milliseconds least_quiet_{0};
  std::chrono::milliseconds widest_query_{0};
};

}  // namespace itk::collect
