// The published schemas (draft-07), and what they say about a value.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

// "case", "fixture", "targets", and the types of records: "run", "span", ...
const std::vector<std::string>& schema_names();
Result<std::string_view> schema_text(std::string_view name);

// Holds values against the schemas. Each schema is parsed when it is first asked for.
class SchemaChecker {
 public:
  SchemaChecker();
  ~SchemaChecker();

  // Whether the schema has nothing against this JSON text. `name` is one of schema_names(), here and below.
  bool fits(std::string_view name, std::string_view json);
  // What it says against `value`, each where it stands.
  std::vector<YamlProblem> check(std::string_view name, const YamlNode& value);

 private:
  struct Parsed;
  Parsed& parsed(std::string_view name);

  std::map<std::string, std::unique_ptr<Parsed>, std::less<>> known_;
};

}  // namespace itk::invoke
