// A YAML file as a tree in which every value knows where it stands. yaml-cpp is used in yaml_document.cpp and nowhere
// else; what it accepts silently although it is a mistake (a key that stands twice, a key without its colon, a quote
// that is never closed) is a problem here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace itk::invoke {

// Line and column from 1; columns count bytes, as compilers do.
struct Place {
  std::int64_t line = 1;
  std::int64_t column = 1;

  friend bool operator==(const Place&, const Place&) = default;
};

struct YamlEntry;

struct YamlNode {
  enum class Kind { Null, Scalar, Sequence, Map };

  Kind kind = Kind::Null;
  Place at;
  std::string text;                // Scalar
  bool is_text = false;            // Scalar: quoted, a block, or !!str: text, whatever it looks like
  std::string tag;                 // Scalar: another explicit tag, "tag:yaml.org,2002:int"
  std::vector<YamlNode> items;     // Sequence
  std::vector<YamlEntry> entries;  // Map, in order of the file; each key once

  bool is_map() const { return kind == Kind::Map; }
  bool is_sequence() const { return kind == Kind::Sequence; }
  bool is_scalar() const { return kind == Kind::Scalar; }
  bool is_null() const { return kind == Kind::Null; }
  // The entry of a map with this key, or null.
  const YamlEntry* entry(std::string_view key) const;
  const YamlNode* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  Place at;
  YamlNode value;
};

struct YamlProblem {
  Place at;
  std::string code;
  std::string message;  // what, and what to do
};

struct YamlDocument {
  YamlNode root;
  std::vector<YamlProblem> problems;

  // Whether `root` is all that stands in the file: true in spite of keys that stand twice (the first one counts).
  bool is_whole() const;
};

YamlDocument parse_yaml(std::string_view text);

// "text", "a list", "a mapping", "nothing": for messages.
std::string_view describe(const YamlNode& node);

}  // namespace itk::invoke
