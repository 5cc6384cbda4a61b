// ${ssm:NAME} and ${secret:NAME}: values that are fetched when something is sent, and written down nowhere.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "itk-invoke/aws_access.h"

namespace itk::invoke {

// One run's values: each is asked for once.
class FetchedValues {
 public:
  explicit FetchedValues(AwsAccess& aws) : aws_(aws) {}

  // `reference` is "ssm:NAME" or "secret:NAME", the latter without a "#key". NAME may be an ARN, which tells the
  // region; else it is the configured one. No error holds a value.
  Result<std::string> fetch_value(std::string_view reference);
  // All of them, or the first error.
  Status fetch_all(const std::vector<std::string>& references);

  // What was fetched, by reference (LateValues::fetched). No value may stand in a record, message or log.
  const std::map<std::string, std::string>& values() const { return values_; }

 private:
  AwsAccess& aws_;
  std::map<std::string, std::string> values_;
};

}  // namespace itk::invoke
