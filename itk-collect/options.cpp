#include "itk-collect/options.h"

#include <algorithm>
#include <cmath>

namespace itk::collect {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_quiet{10'000};
constexpr milliseconds k_deadline{300'000};
constexpr milliseconds k_widest_query{3'600'000};

milliseconds from_seconds(double seconds) { return milliseconds(std::llround(seconds * 1000)); }

milliseconds choose(const std::optional<double>& flag, const std::optional<std::int64_t>& stated,
                    milliseconds otherwise) {
  if (flag) {
    return from_seconds(*flag);
  }
  return stated ? milliseconds(*stated) : otherwise;
}

}  // namespace

void Options::take_sources(const std::vector<std::string>& names) {
  const auto names_it = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  logs = names_it("logs");
  spans = names_it("spans");
  if (names_it("xray")) {
    sources.emplace_back("xray");
  }
  if (names_it("otlp")) {
    listen_for_otlp(otlp_listen.empty() ? "127.0.0.1:4318" : otlp_listen);
  }
}

void Options::listen_for_otlp(const std::string& address) {
  otlp_listen = address;
  if (std::find(sources.begin(), sources.end(), "otlp") == sources.end()) {
    sources.emplace_back("otlp");
  }
}

Result<RuleBook> RuleBook::load(const Options& options, const settings::Settings& settings) {
  RuleBook book;
  book.options_ = options;
  book.default_groups_ = settings.get_list("ITK_LOG_GROUPS");
  ITK_TRY_ASSIGN(const std::optional<std::int64_t> delay_s, settings.get_integer("ITK_LOG_DELAY_SECONDS"));
  book.least_quiet_ = milliseconds(delay_s.value_or(0) * 1000);
  ITK_TRY_ASSIGN(const std::optional<std::int64_t> window_s, settings.get_integer("ITK_LOG_QUERY_WINDOW_SECONDS"));
  book.widest_query_ = window_s && *window_s > 0 ? milliseconds(*window_s * 1000) : k_widest_query;
  return book;
}

Rules RuleBook::rules_of(const model::Invocation& invocation) const {
  const model::CollectRules stated = invocation.collect.value_or(model::CollectRules{});
  Rules rules;
  rules.log_groups = !options_.log_groups.empty() ? options_.log_groups
                     : !stated.log_groups.empty() ? stated.log_groups
                                                  : default_groups_;
  std::sort(rules.log_groups.begin(), rules.log_groups.end());
  rules.log_groups.erase(std::unique(rules.log_groups.begin(), rules.log_groups.end()), rules.log_groups.end());
  rules.sources = options_.sources;
  rules.quiet = std::max(choose(options_.quiet_s, stated.quiet_ms, k_quiet), least_quiet_);
  rules.deadline = choose(options_.deadline_s, stated.deadline_ms, k_deadline);
  return rules;
}

}  // namespace itk::collect
