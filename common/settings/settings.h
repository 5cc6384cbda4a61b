// What the user configured beside flags and cases. Precedence (design: flag > case > environment > targets.json >
// .env > default): this class is the middle three, merged once, so that nobody asks in another order.
//
// Values that are still to be filled in (REPLACE_ME, FIXME..., YOUR_...) and empty ones count as absent, so that the
// next source is asked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/environment.h"
#include "common/base/result.h"

namespace itk::settings {

// Whether `value` is one that a template left for somebody to fill in.
bool is_unfilled(std::string_view value);

class Settings {
 public:
  struct Sources {
    Environment environment;
    std::string folder = ".";  // where the search for the files begins
    std::string env_file;      // read this instead of searching for .env
  };

  // Reads `.env`, and `.itk/targets.json` or the file that ITK_RESOLVER_OUTPUT names; neither has to exist.
  static Result<Settings> load(const Sources& sources);

  std::optional<std::string> get(std::string_view name) const { return merged_.get(name); }
  // A list separated by commas, without what is still to be filled in.
  std::vector<std::string> get_list(std::string_view name) const;
  // A whole number from 0; anything else is an error that names the variable and where it stands.
  Result<std::optional<std::int64_t>> get_integer(std::string_view name) const;
  // Where the value of `name` stands: "environment", ".env:12", ".itk/targets.json".
  std::string origin(std::string_view name) const;

  // All values as one environment: for ${VAR} in cases and for AWS's own configuration. ITK_AWS_REGION of a source
  // is its AWS_REGION.
  const Environment& environment() const { return merged_; }
  // What people should hear about, like ".env:7: expected NAME=value; the line is ignored".
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  struct Entry {
    std::string value, origin;
  };
  using Source = std::map<std::string, Entry, std::less<>>;

  static std::optional<std::string> targets_file(const Sources& sources, const std::string& env_file,
                                                 const Source& environment, const Source& dotenv);
  Status read_dotenv(const std::string& path, Source& source);
  Status read_targets(const std::string& path, Source& source);
  void add(Source source);

  Environment merged_;
  std::map<std::string, std::string, std::less<>> origins_;
  std::vector<std::string> warnings_;
};

}  // namespace itk::settings
