#include "itk-invoke/stop_rules.h"

#include <fmt/core.h>

#include <charconv>

#include "common/base/nearest.h"

namespace itk::invoke {
namespace {

struct Metric {
  std::string_view name;
  std::int64_t Tally::*value;
  std::string_view what;
};

constexpr Metric k_metrics[] = {
    {"failures", &Tally::failures, "executions failed"},
    {"errors", &Tally::errors, "executions could not be run"},
    {"warnings", &Tally::warnings, "executions passed with a warning"},
    {"throttles", &Tally::throttles, "throttles"},
};

// Before so many have ended, a percentage says nothing.
constexpr std::int64_t k_least_for_percent = 20;

Error bad_rule(std::string_view text, const std::string& why) {
  return usage_error("bad_stop_rule",
                     fmt::format("--stop-on {}: {}; write it like failures>3 or failures>5%", text, why));
}

}  // namespace

Status StopRules::add(std::string_view text) {
  const std::size_t sign = std::min(text.find('>'), text.size());
  const std::string name(text.substr(0, sign));
  const Metric* metric = nullptr;
  std::vector<std::string> names;
  for (const Metric& known : k_metrics) {
    metric = known.name == name ? &known : metric;
    names.emplace_back(known.name);
  }
  if (metric == nullptr) {
    return tl::make_unexpected(
        bad_rule(text, fmt::format("there is no \"{}\" to watch{}", name, did_you_mean(name, names))));
  }
  Rule rule;
  rule.text = text;
  rule.metric = metric->value;
  rule.what = metric->what;
  std::string_view bound = text.substr(std::min(sign + 1, text.size()));
  rule.or_equal = bound.starts_with('=');
  bound.remove_prefix(rule.or_equal ? 1 : 0);
  rule.is_percent = bound.ends_with('%');
  bound.remove_suffix(rule.is_percent ? 1 : 0);
  const auto [end, error] = std::from_chars(bound.data(), bound.data() + bound.size(), rule.bound);
  if (sign == text.size() || error != std::errc{} || end != bound.data() + bound.size() || rule.bound < 0) {
    return tl::make_unexpected(bad_rule(text, "there is no number to compare with"));
  }
  rules_.push_back(std::move(rule));
  return {};
}

std::optional<std::string> StopRules::broken(const Tally& tally) const {
  for (const Rule& rule : rules_) {
    const auto count = static_cast<double>(tally.*rule.metric);
    if (rule.is_percent && tally.ended < k_least_for_percent) {
      continue;
    }
    const double value = rule.is_percent ? 100 * count / static_cast<double>(tally.ended) : count;
    if (rule.or_equal ? value >= rule.bound : value > rule.bound) {
      return fmt::format("{}: {} {}, {} executions had ended", rule.text, tally.*rule.metric, rule.what, tally.ended);
    }
  }
  if (max_usd_ && tally.usd >= *max_usd_) {
    return fmt::format("--max-usd {}: what is known of the cost has reached {:.4f} US dollars", *max_usd_, tally.usd);
  }
  if (max_tokens_ && tally.tokens >= *max_tokens_) {
    return fmt::format("--max-tokens {}: {} tokens were used", *max_tokens_, tally.tokens);
  }
  return std::nullopt;
}

}  // namespace itk::invoke
