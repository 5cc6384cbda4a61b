#include "itk-invoke/soak_settings.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>

#include "common/base/duration.h"

namespace itk::invoke {
namespace {

constexpr std::int64_t k_iterations = 10;
constexpr std::int64_t k_max_inflight = 5;

Error bad_setting(const settings::Settings& settings, const std::string& name, const std::string& expected) {
  return usage_error("bad_setting", fmt::format("{}={} ({}): expected {}", name, settings.get(name).value_or(""),
                                                settings.origin(name), expected));
}

Status read_duration(const settings::Settings& settings, const std::string& name, std::chrono::milliseconds& duration) {
  const std::optional<std::string> text = settings.get(name);
  if (!text || duration.count() > 0) {
    return {};
  }
  const std::optional<std::int64_t> ms = parse_duration(*text);
  if (!ms) {
    return tl::make_unexpected(bad_setting(settings, name, "a duration, like 30s or 5m"));
  }
  duration = std::chrono::milliseconds(*ms);
  return {};
}

Status read_rate(const settings::Settings& settings, double& rate) {
  const std::string name = "ITK_SOAK_INITIAL_RATE";
  const std::optional<std::string> text = settings.get(name);
  if (!text || rate > 0) {
    return {};
  }
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), rate);
  if (error != std::errc{} || end != text->data() + text->size() || !(rate > 0 && std::isfinite(rate))) {
    return tl::make_unexpected(bad_setting(settings, name, "executions per second, more than 0"));
  }
  return {};
}

Status read_count(const settings::Settings& settings, const std::string& name, std::optional<std::int64_t>& count) {
  ITK_TRY_ASSIGN(count, settings.get_integer(name));
  if (count == 0) {
    return tl::make_unexpected(bad_setting(settings, name, "a whole number from 1"));
  }
  return {};
}

}  // namespace

Status apply_soak_settings(const settings::Settings& settings, Options& options) {
  const bool has_end = options.iterations || options.duration.count() > 0 || options.continuous;
  if (!has_end) {
    ITK_TRY(read_count(settings, "ITK_SOAK_ITERATIONS", options.iterations));
  }
  if (!has_end && !options.iterations) {
    ITK_TRY(read_duration(settings, "ITK_SOAK_DURATION", options.duration));
  }
  if (!has_end && !options.iterations && options.duration.count() == 0) {
    options.iterations = k_iterations;
  }
  ITK_TRY(read_duration(settings, "ITK_SOAK_INTERVAL", options.pace.interval));
  ITK_TRY(read_rate(settings, options.pace.rate));
  if (options.pace.max_inflight == 0) {
    std::optional<std::int64_t> most;
    ITK_TRY(read_count(settings, "ITK_SOAK_MAX_INFLIGHT", most));
    options.pace.max_inflight = most.value_or(k_max_inflight);
  }
  return {};
}

}  // namespace itk::invoke
