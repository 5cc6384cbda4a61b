// The environment as a value: read once in main, handed down, replaced in tests. No other code calls getenv.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace itk {

class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> values) : values_(std::move(values)) {}

  // The variables of this process.
  static Environment of_process();

  // The value; an empty variable counts as unset, as in AWS's SDKs.
  std::optional<std::string> get(std::string_view name) const;
  void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
  const std::map<std::string, std::string, std::less<>>& values() const { return values_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace itk
