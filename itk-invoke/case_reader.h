// Typed access to the values of one case file: what is missing or of the wrong type becomes a problem that names the
// place, and reading goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "itk-invoke/problem.h"
#include "itk-invoke/yaml_document.h"

namespace itk::invoke {

class CaseReader {
 public:
  CaseReader(std::string file, Problems& problems) : file_(std::move(file)), problems_(problems) {}

  const std::string& file() const { return file_; }
  Problems& problems() { return problems_; }
  void error(Place at, std::string code, std::string message) {
    problems_.error(file_, at, std::move(code), std::move(message));
  }
  void add(std::vector<YamlProblem> problems);
  // What substitution found: variables that are not set stand in the way of sending only.
  void add_substitution(std::vector<YamlProblem> problems);

  // The member `key` of `map`, null where it is absent or empty; `path` names it in messages: "entrypoint.type".
  const YamlNode* map(const YamlNode& map, std::string_view key, std::string_view path);
  std::optional<std::string> text(const YamlNode& map, std::string_view key, std::string_view path);
  // A duration in milliseconds: "30s", "500ms", "1.5m", "2h", or a number of seconds.
  std::optional<std::int64_t> duration(const YamlNode& map, std::string_view key, std::string_view path);
  std::optional<std::int64_t> duration_of(const YamlNode& value, std::string_view path);
  std::optional<std::int64_t> whole_number(const YamlNode& map, std::string_view key, std::string_view path,
                                           std::int64_t least, std::int64_t most);
  // true, on; false, off.
  std::optional<bool> flag(const YamlNode& map, std::string_view key, std::string_view path);
  std::optional<std::int64_t> milliseconds(const YamlNode& map, std::string_view key, std::string_view path);
  // A list of texts, or one text.
  std::vector<std::string> texts(const YamlNode& map, std::string_view key, std::string_view path);
  std::optional<std::string> text_of(const YamlNode& value, std::string_view path);

  // Warns of keys that nobody reads and that look like one of `known`: a slip of the pen would go unnoticed.
  void warn_of_near_misses(const YamlNode& map, const std::vector<std::string>& known);

 private:
  void wrong_type(const YamlNode& node, std::string_view path, std::string_view expected);

  std::string file_;
  Problems& problems_;
};

}  // namespace itk::invoke
