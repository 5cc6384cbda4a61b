#include "common/aws/profile.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "common/base/atomic_file.h"
#include "common/base/nearest.h"

namespace itk::aws {
namespace {

struct SharedFile {
  std::string path;
  std::vector<IniSection> sections;
};

std::string expand_home(std::string path, const std::string& home) {
  if (path == "~" || path.starts_with("~/")) {
    path.replace(0, 1, home);
  }
  return path;
}

// A file that does not exist is empty, as for AWS's tools.
Result<SharedFile> read_shared_file(const Environment& environment, std::string_view variable,
                                    const std::string& name_in_home) {
  const std::string home = environment.get("HOME").value_or("");
  SharedFile file{expand_home(environment.get(variable).value_or("~/.aws/" + name_in_home), home), {}};
  std::error_code ignored;
  if (!std::filesystem::exists(file.path, ignored)) {
    return file;
  }
  ITK_TRY_ASSIGN(const std::string text, read_file(file.path));
  ITK_TRY_ASSIGN(file.sections, parse_ini(text, file.path));
  return file;
}

const IniSection* find_section(const SharedFile& file, std::string_view name) {
  const auto found = std::find_if(file.sections.begin(), file.sections.end(),
                                  [&](const IniSection& section) { return section.name == name; });
  return found == file.sections.end() ? nullptr : &*found;
}

// "[profile x]" of the config file; the default profile may stand there with or without the word.
const IniSection* find_config_profile(const SharedFile& file, const std::string& name) {
  const IniSection* section = find_section(file, "profile " + name);
  return section == nullptr && name == "default" ? find_section(file, "default") : section;
}

std::vector<std::string> profile_names(const SharedFile& config, const SharedFile& credentials) {
  constexpr std::string_view k_prefix = "profile ";
  std::vector<std::string> names;
  for (const IniSection& section : config.sections) {
    if (section.name.starts_with(k_prefix)) {
      names.push_back(section.name.substr(k_prefix.size()));
    }
  }
  for (const IniSection& section : credentials.sections) {
    names.push_back(section.name);
  }
  return names;
}

// The endpoint_url of each service in the [services x] section that the profile names.
Status read_services(const SharedFile& config, Profile& profile) {
  const auto name = profile.get("services");
  if (!name) {
    return {};
  }
  const IniSection* services = find_section(config, "services " + *name);
  if (services == nullptr) {
    return tl::make_unexpected(
        usage_error("services_not_found",
                    fmt::format("{}:{}: profile \"{}\" names services = {}, but there is no [services {}]", config.path,
                                profile.config.values.find("services")->second.line, profile.name, *name, *name)));
  }
  for (const auto& [service, value] : services->values) {
    const auto url = value.nested.find("endpoint_url");
    if (url != value.nested.end() && !url->second.empty()) {
      profile.service_endpoints[service] = url->second;
    }
  }
  return {};
}

// Whether it exists matters only to those who get their credentials from it.
void read_sso_session(const SharedFile& config, Profile& profile) {
  const auto name = profile.get("sso_session");
  const IniSection* session = name ? find_section(config, "sso-session " + *name) : nullptr;
  if (session != nullptr) {
    for (const auto& [key, value] : session->values) {
      profile.sso_session[key] = value.text;
    }
  }
}

}  // namespace

std::optional<std::string> Profile::get(std::string_view key) const {
  for (const IniSection* section : {&credentials, &config}) {
    const auto value = section->values.find(key);
    if (value != section->values.end() && !value->second.text.empty()) {
      return value->second.text;
    }
  }
  return std::nullopt;
}

Result<Profile> load_profile(const Environment& environment, const std::optional<std::string>& flag) {
  ITK_TRY_ASSIGN(const SharedFile config, read_shared_file(environment, "AWS_CONFIG_FILE", "config"));
  ITK_TRY_ASSIGN(const SharedFile credentials,
                 read_shared_file(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"));
  std::optional<std::string> named = flag;
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    named = named ? named : environment.get(variable);
  }

  Profile profile;
  profile.name = named.value_or("default");
  profile.is_explicit = flag.has_value();
  profile.is_named = named.has_value();
  profile.config_file = config.path;
  profile.credentials_file = credentials.path;
  const IniSection* in_config = find_config_profile(config, profile.name);
  const IniSection* in_credentials = find_section(credentials, profile.name);
  if (named && in_config == nullptr && in_credentials == nullptr) {
    return tl::make_unexpected(
        usage_error("profile_not_found",
                    fmt::format("AWS profile \"{}\" stands neither in {} nor in {}{}", profile.name, config.path,
                                credentials.path, did_you_mean(profile.name, profile_names(config, credentials)))));
  }
  if (in_config != nullptr) {
    profile.config = *in_config;
  }
  if (in_credentials != nullptr) {
    profile.credentials = *in_credentials;
  }
  ITK_TRY(read_services(config, profile));
  read_sso_session(config, profile);
  return profile;
}

}  // namespace itk::aws
