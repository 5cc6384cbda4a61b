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
#include "itk-collect/rate_limit.h"

namespace itk::collect {

struct Options {
  std::vector<std::string> log_groups;  // instead of what cases and ITK_LOG_GROUPS name
  std::optional<double> quiet_s;
  std::optional<double> deadline_s;
  std::optional<double> rate;        // FilterLogEvents per second, at most; without it, by the region's quota
  std::vector<std::string> sources;  // side sources that every case needs: "xray"
  bool logs = true;                  // log groups of cases, settings and flags
  bool spans = false;                // the log group aws/spans
  bool insights = false;             // for windows: Logs Insights instead of FilterLogEvents
  bool follow = false;               // with Live Tail
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
  std::vector<std::string> sources;    // beside log groups
  std::vector<model::Sentinel> until;  // instead of the quiet period
  std::chrono::milliseconds quiet;
  std::chrono::milliseconds deadline;

  bool reads_traces_only = false;  // no log says who consumed a message

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
  // FilterLogEvents within what the region allows, or --rate.
  RateLimit rate_limit() const { return limit_; }
  // The widest span of time that one query may cover.
  std::chrono::milliseconds widest_query() const { return widest_query_; }

 private:
  Options options_;
  std::vector<std::string> default_groups_;
  RateLimit limit_{1};
  std::chrono::milliseconds least_quiet_{0};
  std::chrono::milliseconds widest_query_{0};
};

}  // namespace itk::collect
