#include "common/aws/config.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "common/aws/ascii.h"

namespace itk::aws {
namespace {

// A setting and where it was found, for messages.
struct Setting {
  std::string value;
  std::string origin;
};

class Settings {
 public:
  Settings(const Environment& environment, const Profile& profile) : environment_(environment), profile_(profile) {}

  // The variable, else the key of the profile.
  std::optional<Setting> find(std::string_view variable, std::string_view key) const {
    if (const auto value = environment_.get(variable)) {
      return Setting{*value, std::string(variable)};
    }
    if (const auto value = profile_.get(key)) {
      return Setting{*value, fmt::format("{} of profile \"{}\"", key, profile_.name)};
    }
    return std::nullopt;
  }

  Result<bool> boolean(std::string_view variable, std::string_view key, bool otherwise) const {
    const auto setting = find(variable, key);
    if (!setting) {
      return otherwise;
    }
    const std::string value = lower_case(setting->value);
    if (value != "true" && value != "false") {
      return tl::make_unexpected(unreadable(*setting, "true or false"));
    }
    return value == "true";
  }

  static Error unreadable(const Setting& setting, std::string_view expected) {
    return usage_error("bad_setting",
                       fmt::format("{} is \"{}\"; expected {}", setting.origin, setting.value, expected));
  }

 private:
  const Environment& environment_;
  const Profile& profile_;
};

bool is_region(std::string_view region) {
  return !region.empty() && region.size() <= 63 && region.front() != '-' && region.back() != '-' &&
         std::all_of(region.begin(), region.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

Result<std::string> find_region(const Environment& environment, const ConfigOptions& options, const Profile& profile) {
  std::optional<Setting> region;
  if (options.region) {
    region = Setting{*options.region, "--region"};
  }
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (const auto value = environment.get(variable); value && !region) {
      region = Setting{*value, variable};
    }
  }
  if (const auto value = profile.get("region"); value && !region) {
    region = Setting{*value, fmt::format("region of profile \"{}\"", profile.name)};
  }
  if (!region) {
    return tl::make_unexpected(usage_error(
        "no_region", fmt::format("no AWS region: give --region, set AWS_REGION, or put \"region = ...\" into profile "
                                 "\"{}\" of {}",
                                 profile.name, profile.config_file)));
  }
  if (!is_region(region->value)) {  // it becomes a part of host names
    return tl::make_unexpected(Settings::unreadable(*region, "a region such as eu-west-1"));
  }
  return region->value;
}

Result<RetrySettings> find_retry_settings(const Environment& environment, const Settings& settings) {
  RetrySettings retry;
  if (const auto mode = settings.find("AWS_RETRY_MODE", "retry_mode")) {
    const std::string name = lower_case(mode->value);
    if (name != "standard" && name != "adaptive" && name != "legacy") {
      return tl::make_unexpected(Settings::unreadable(*mode, "standard, adaptive or legacy"));
    }
    retry.mode = name == "legacy" ? RetryMode::Legacy : name == "adaptive" ? RetryMode::Adaptive : RetryMode::Standard;
  }
  retry.numbers_of_2026 = lower_case(environment.get("AWS_NEW_RETRIES_2026").value_or("true")) != "false";
  retry.max_attempts = retry.mode == RetryMode::Legacy ? 5 : 3;
  if (const auto attempts = settings.find("AWS_MAX_ATTEMPTS", "max_attempts")) {
    const std::string& text = attempts->value;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), retry.max_attempts);
    if (error != std::errc{} || end != text.data() + text.size() || retry.max_attempts < 1) {
      return tl::make_unexpected(Settings::unreadable(*attempts, "a number of at least 1"));
    }
  }
  return retry;
}

// In the order of AWS's SDKs; only the flag survives AWS_IGNORE_CONFIGURED_ENDPOINT_URLS.
std::optional<ConfiguredUrl> find_endpoint_url(const ServiceInfo& service, const Environment& environment,
                                               const ConfigOptions& options, const Profile& profile, bool ignore) {
  if (options.endpoint_url) {
    return ConfiguredUrl{*options.endpoint_url, "--endpoint-url"};
  }
  if (ignore) {
    return std::nullopt;
  }
  for (const std::string& variable :
       {"AWS_ENDPOINT_URL_" + upper_case(service.config_name), std::string("AWS_ENDPOINT_URL")}) {
    if (const auto url = environment.get(variable)) {
      return ConfiguredUrl{*url, variable};
    }
  }
  if (const auto url = profile.service_endpoints.find(service.config_name); url != profile.service_endpoints.end()) {
    return ConfiguredUrl{url->second, fmt::format("endpoint_url of {} in the services of profile \"{}\"",
                                                  service.config_name, profile.name)};
  }
  if (const auto url = profile.get("endpoint_url")) {
    return ConfiguredUrl{*url, fmt::format("endpoint_url of profile \"{}\"", profile.name)};
  }
  return std::nullopt;
}

}  // namespace

Result<Config> load_config(const Environment& environment, const ConfigOptions& options) {
  Config config;
  ITK_TRY_ASSIGN(config.profile, load_profile(environment, options.profile));
  const Settings settings(environment, config.profile);
  ITK_TRY_ASSIGN(config.region, find_region(environment, options, config.profile));
  ITK_TRY_ASSIGN(config.retry, find_retry_settings(environment, settings));
  ITK_TRY_ASSIGN(config.use_fips, settings.boolean("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", false));
  ITK_TRY_ASSIGN(config.use_dualstack, settings.boolean("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", false));
  ITK_TRY_ASSIGN(const bool ignore,
                 settings.boolean("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", false));
  for (const ServiceInfo& service : all_services()) {
    if (auto url = find_endpoint_url(service, environment, options, config.profile, ignore)) {
      config.endpoint_urls.emplace(service.service, std::move(*url));
    }
  }
  if (const auto bundle = settings.find("AWS_CA_BUNDLE", "ca_bundle")) {
    config.ca_bundle = bundle->value;
  }
  return config;
}

TransportOptions transport_options(const Environment& environment, const Config& config) {
  // Lower case first, as curl and Python do.
  const auto either = [&](std::string_view lower, std::string_view upper) {
    return environment.get(lower).value_or(environment.get(upper).value_or(""));
  };
  const std::string all = either("all_proxy", "ALL_PROXY");
  TransportOptions options;
  options.ca_bundle = config.ca_bundle;
  options.http_proxy = either("http_proxy", "HTTP_PROXY");
  options.https_proxy = either("https_proxy", "HTTPS_PROXY");
  options.no_proxy = either("no_proxy", "NO_PROXY");
  options.http_proxy = options.http_proxy.empty() ? all : options.http_proxy;
  options.https_proxy = options.https_proxy.empty() ? all : options.https_proxy;
  return options;
}

}  // namespace itk::aws
