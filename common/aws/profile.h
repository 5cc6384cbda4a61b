// A profile: what ~/.aws/config and ~/.aws/credentials together say under one name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/aws/ini.h"
#include "common/base/environment.h"

namespace itk::aws {

struct Profile {
  std::string name;
  bool is_explicit = false;  // by flag: then its keys beat those of the environment
  bool is_named = false;     // by flag or variable; otherwise it is the default one, which need not exist
  IniSection config;         // [profile x] of the config file
  IniSection credentials;    // [x] of the credentials file
  std::map<std::string, std::string, std::less<>> service_endpoints;  // of its [services] section, by config name
  std::map<std::string, std::string, std::less<>> sso_session;        // the [sso-session x] that it names
  std::string config_file, credentials_file;                          // as looked at

  // From the credentials file, else from the config file; empty is absent.
  std::optional<std::string> get(std::string_view key) const;
};

// The profile that flag or AWS_PROFILE or AWS_DEFAULT_PROFILE names, "default" otherwise. A file that does
// not exist is empty; a named profile in neither file is an error.
Result<Profile> load_profile(const Environment& environment, const std::optional<std::string>& flag);

}  // namespace itk::aws
