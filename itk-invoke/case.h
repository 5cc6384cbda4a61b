// A case, compiled: what its file says, checked, with the places that later messages point at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/model/sending.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

struct Case {
  std::string file;  // as it was named
  Place at;          // of its id
  std::string id;
  std::string name;
  std::vector<std::string> tags;

  std::string entrypoint;  // "sqs_event"
  Place entrypoint_at;
  YamlNode target;   // a map, or null
  YamlNode payload;  // anything, or null

  // Where the evidence lies in dev-fixtures mode, as the file says it.
  std::string fixture;
  Place fixture_at;

  std::vector<model::Expectation> expected;
  std::optional<model::CollectRules> collect;
};

}  // namespace itk::invoke
