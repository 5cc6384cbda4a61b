#include "itk-invoke/payload_file.h"

#include <fmt/core.h>

#include <filesystem>

#include "common/base/atomic_file.h"
#include "common/base/text.h"
#include "itk-invoke/json_document.h"
#include "itk-invoke/nearest_files.h"
#include "itk-invoke/yaml_to_json.h"

namespace itk::invoke {
namespace {

namespace fs = std::filesystem;

// What one line of records can hold, with room for the rest of the record.
constexpr std::uintmax_t k_most_bytes = 12u << 20;

YamlDocument text_document(std::string text) {
  YamlDocument document;
  if (!is_utf8(text)) {
    document.problems.push_back(
        {{}, "payload_encoding", "the file is not UTF-8; save it as UTF-8, or put its base64 into a JSON payload"});
    return document;
  }
  document.root.kind = YamlNode::Kind::Scalar;
  document.root.is_text = true;
  document.root.text = std::move(text);
  return document;
}

void move_to(YamlNode& node, Place at) {
  node.at = at;
  for (YamlNode& item : node.items) {
    move_to(item, at);
  }
  for (YamlEntry& entry : node.entries) {
    entry.at = at;
    move_to(entry.value, at);
  }
}

// Why the file cannot be read, or "".
std::string describe_unreadable(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return fmt::format("the payload file {} does not exist{}", path.string(), did_you_mean_file(path.string()));
  }
  if (const std::uintmax_t size = fs::file_size(path, error); !error && size > k_most_bytes) {
    return fmt::format("the payload file {} has {} bytes, and {} are the most; send less, or a link to it",
                       path.string(), size, k_most_bytes);
  }
  return "";
}

}  // namespace

void read_payload_file(const YamlNode& named, const Names& names, CaseReader& reader, Case& test_case) {
  const std::optional<std::string> relative = reader.text_of(named, "entrypoint.payload_file");
  if (!relative) {
    return;
  }
  const fs::path path = (fs::path(test_case.file).parent_path() / *relative).lexically_normal();
  if (const std::string why = describe_unreadable(path); !why.empty()) {
    reader.error(named.at, "payload_not_found", why);
    return;
  }
  Result<std::string> text = read_file(path.string());
  if (!text) {
    reader.error(named.at, text.error().code, text.error().message);
    return;
  }
  test_case.payload_file = path.string();
  const std::string ending = path.extension().string();
  YamlDocument document = ending == ".json"                       ? parse_json_document(*text)
                          : ending == ".yaml" || ending == ".yml" ? parse_yaml(*text)
                                                                  : text_document(std::move(*text));
  CaseReader file_reader(path.string(), reader.problems());
  const bool is_whole = document.is_whole();
  file_reader.add(std::move(document.problems));
  if (!is_whole) {
    return;
  }
  std::vector<YamlProblem> problems;
  substitute_all(document.root, names, problems);
  file_reader.add_substitution(std::move(problems));
  problems.clear();
  to_json(document.root, problems);
  file_reader.add(std::move(problems));
  move_to(document.root, named.at);
  test_case.payload = std::move(document.root);
}

}  // namespace itk::invoke
