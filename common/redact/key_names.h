// Which names of keys say that their value is secret. A name is taken word by word, so that `apiKey`, `api-key`,
// `X_API_KEY` and `x-api-key` are the same and `token` is in `slackToken` but not in `totalTokens`.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace itk::redact {

enum class KeyKind {
  Secret,  // any value but true, false and null
  Pwd,     // a password, or the working folder
  Token,   // strings; numbers count something
  Header,  // Authorization: its scheme stays
  Cookie,  // unquoted, it ends with the line
  Phone,
  Ssn,
  Card,
};

class KeyNames {
 public:
  KeyNames();

  // `name` as the user gives it: a name, a glob ("*_pin") or a path glob ("*.authorization", "headers.cookie").
  void add(std::string_view name);
  // Never by its name; a name without globs.
  void allow(std::string_view name);

  // Whether one of ours can end at `end`: the prefilter, which looks at the last characters only.
  bool may_end_at(std::string_view text, std::size_t end) const;
  // What the name alone says.
  std::optional<KeyKind> kind_of(std::string_view name) const;
  // The same for a path, "request.headers.cookie", which globs with a dot need.
  std::optional<KeyKind> kind_of_path(std::string_view path) const;
  bool has_paths() const { return !path_globs_.empty(); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  void note_end(std::string_view normal_name);

  std::unordered_map<std::string, KeyKind, Hash, std::equal_to<>> names_;
  std::vector<std::string> globs_;
  std::vector<std::string> path_globs_;
  std::vector<std::string> allowed_;
  std::bitset<32 * 32 * 32> ends_;        // three letters that a name ends in
  std::bitset<32 * 32 * 32> short_ends_;  // of names that have less than six, or a *
  std::bitset<4096> long_ends_;           // hashes of the last six letters of the others
};

// "X-Api_Key" -> "xapikey".
std::string normal_name(std::string_view name);
// Names whose values are made to be opaque and are no secrets: ids, hashes, cursors. Entropy says nothing there.
bool names_opaque_value(std::string_view name);

}  // namespace itk::redact
