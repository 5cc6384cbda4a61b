// File and folder names from ids that others chose ("../evil", "a/b", "CON", 4 KB of text), without loss:
//
//  * letters, digits and ._-+=,@()[] stay; every other byte becomes %XX, so the name can be read back;
//  * a leading dot, a trailing dot and the names that Windows reserves are escaped as well: nothing is hidden, nothing
//    climbs, and the folder survives a zip file and a case-insensitive disk;
//  * a name over 120 bytes keeps its first 100 and gets '~' and 16 hex digits of the id's SHA-256;
//  * names that are equal but for case get ~2, ~3 ... in order of their ids' first use. '~' never comes from an id.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace itk::render {

std::string safe_name(std::string_view id);

// `name` as the segment of a relative URL.
std::string url_segment(std::string_view name);

// The names of one folder.
class NameSpace {
 public:
  NameSpace() = default;
  // `taken`: names that no id may get.
  explicit NameSpace(std::initializer_list<std::string_view> taken);

  // A name for `id` that nothing else in this folder has.
  std::string claim(std::string_view id);

 private:
  std::set<std::string> taken_;  // lower case
  std::map<std::string, int> next_suffix_;
};

}  // namespace itk::render
