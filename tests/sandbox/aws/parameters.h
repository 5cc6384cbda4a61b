// Reads the parameters of a call, and refuses what is missing or out of range in the words of the service.
#pragma once

#include <json/value.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/aws/fault.h"

namespace itk::sandbox {

// How a service says no.
struct Wording {
  Fault (*missing)(std::string_view name);
  Fault (*out_of_range)(std::string_view name, std::int64_t value, std::int64_t least, std::int64_t most);
};

class Parameters {
 public:
  // Both outlive the object.
  Parameters(const Json::Value& document, const Wording& wording) : document_(document), wording_(wording) {}

  bool has(std::string_view name) const { return find(name) != nullptr; }
  // Required; an empty string counts as missing.
  Outcome<std::string> text(std::string_view name) const;
  Outcome<std::optional<std::string>> optional_text(std::string_view name) const;
  Outcome<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most) const;
  Outcome<std::optional<std::int64_t>> optional_integer(std::string_view name, std::int64_t least,
                                                        std::int64_t most) const;
  Outcome<bool> flag(std::string_view name, bool otherwise) const;
  // Empty when absent.
  Outcome<std::vector<std::string>> texts(std::string_view name) const;
  // An array of objects; required.
  Outcome<const Json::Value*> objects(std::string_view name) const;
  // A map; an empty one when absent.
  Outcome<const Json::Value*> map(std::string_view name) const;

 private:
  const Json::Value* find(std::string_view name) const;

  const Json::Value& document_;
  const Wording& wording_;
};

}  // namespace itk::sandbox
