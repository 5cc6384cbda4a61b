#include "common/redact/key_names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "common/redact/chars.h"
#include "common/redact/key_name_table.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_longest_name = 128;

// Begins of words: after -, _ or space, at aB, 1B and at the B of AABb.
bool begins_word(std::string_view name, std::size_t i) {
  const char last = name[i - 1];
  if (!is_alnum(last)) {
    return true;
  }
  return is_upper(name[i]) && (!is_upper(last) || is_lower(at_or_nul(name, i + 1)));
}

// A name in normal form, with the begins of its words.
class Words {
 public:
  explicit Words(std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (i == 0 || begins_word(name, i)) {
        begins_[count_++] = static_cast<std::uint8_t>(size_);
      }
      if (name[i] != '-' && name[i] != '_' && name[i] != ' ') {
        normal_[size_++] = to_lower(name[i]);
      }
    }
  }
  std::size_t count() const { return count_; }
  std::string_view from(std::size_t word) const { return {normal_.data() + begins_[word], size_ - begins_[word]}; }
  std::string_view at(std::size_t word) const {
    const std::size_t end = word + 1 < count_ ? begins_[word + 1] : size_;
    return from(word).substr(0, end - begins_[word]);
  }

 private:
  std::array<char, k_longest_name> normal_;
  std::array<std::uint8_t, k_longest_name> begins_;
  std::size_t size_ = 0, count_ = 0;
};

template <std::size_t size>
bool is_one_of(std::string_view word, const std::string_view (&words)[size]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr std::size_t k_long_end = 6;

// Of the last six letters and digits before `end`, whatever stands between words.
std::size_t hash_of_end(std::string_view text, std::size_t end) {
  std::uint64_t letters = 0;
  for (std::size_t taken = 0; taken < k_long_end && end > 0; --end) {
    const char c = text[end - 1];
    if (c != '-' && c != '_' && c != ' ') {
      letters = letters << 8 | static_cast<unsigned char>(to_lower(c));
      ++taken;
    }
  }
  return static_cast<std::size_t>((letters * 0x9E3779B97F4A7C15u) >> 52);
}

// What may stand in a text `back` characters from the end of this name, in the five bits that tell letters apart.
// Behind a * and before a short name that is anything, and between two words - or _ or a space.
std::vector<std::size_t> letters_at(std::string_view name, std::size_t back) {
  const std::string_view end = name.substr(name.size() - std::min(name.size(), back));
  std::vector<std::size_t> letters;
  if (end.size() < back || end.find('*') != std::string_view::npos) {
    for (std::size_t letter = 0; letter < 32; ++letter) {
      letters.push_back(letter);
    }
    return letters;
  }
  letters.push_back(static_cast<std::size_t>(end[0]) & 31);
  if (back > 1) {
    for (const char gap : {'-', '_', ' '}) {
      letters.push_back(static_cast<std::size_t>(gap) & 31);
    }
  }
  return letters;
}

// A * stands for any characters, dots included.
bool matches_glob(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = t;
    } else if (g < glob.size() && glob[g] == text[t]) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

std::string_view last_segment(std::string_view name) { return name.substr(name.rfind('.') + 1); }

}  // namespace

std::string normal_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') {
      out += to_lower(c);
    }
  }
  return out;
}

KeyNames::KeyNames() {
  for (const auto& [name, kind] : k_names) {
    names_.emplace(name, kind);
    note_end(name);
  }
  note_end("value");  // its sibling may name it: {"name":"Authorization","value":"..."}
  note_end("vstr");   // the same in Jaeger's own model
}

void KeyNames::note_end(std::string_view name) {
  const bool is_short = name.size() < k_long_end || name.substr(name.size() - k_long_end).find('*') != name.npos;
  std::bitset<32 * 32 * 32>& ends = is_short ? short_ends_ : ends_;
  for (const std::size_t last : letters_at(name, 1)) {
    for (const std::size_t second : letters_at(name, 2)) {
      for (const std::size_t third : letters_at(name, 3)) {
        ends.set(third << 10 | second << 5 | last);
      }
    }
  }
  if (!is_short) {
    long_ends_.set(hash_of_end(name, name.size()));
  }
}

bool KeyNames::may_end_at(std::string_view text, std::size_t end) const {
  if (end == 0) {
    return false;
  }
  const auto letter = [&](std::size_t back) {
    return static_cast<std::size_t>(end >= back ? text[end - back] : '\0') & 31;
  };
  const std::size_t slot = letter(3) << 10 | letter(2) << 5 | letter(1);
  return short_ends_[slot] || (ends_[slot] && long_ends_[hash_of_end(text, end)]);
}

void KeyNames::add(std::string_view name) {
  const std::string normal = normal_name(name);
  if (normal.empty()) {
    return;
  }
  note_end(last_segment(normal).empty() ? "*" : last_segment(normal));
  if (normal.find('.') != std::string::npos) {
    path_globs_.push_back(normal);
  } else if (normal.find('*') != std::string::npos) {
    globs_.push_back(normal);
  } else {
    names_.insert_or_assign(normal, KeyKind::Secret);
  }
}

void KeyNames::allow(std::string_view name) { allowed_.push_back(normal_name(name)); }

std::optional<KeyKind> KeyNames::kind_of(std::string_view path) const {
  const std::string_view name = last_segment(path);
  if (name.empty() || name.size() > k_longest_name) {
    return std::nullopt;
  }
  const Words words(name);
  const std::string_view whole = words.from(0);
  for (const std::string& glob : globs_) {
    if (matches_glob(glob, whole)) {
      return KeyKind::Secret;
    }
  }
  for (std::size_t word = 0; word < words.count(); ++word) {
    if (std::find(allowed_.begin(), allowed_.end(), words.from(word)) != allowed_.end()) {
      return std::nullopt;
    }
    const auto known = names_.find(words.from(word));
    if (known != names_.end()) {
      const bool harmless = known->first == "token" && word > 0 && is_one_of(words.at(word - 1), k_harmless_tokens);
      return harmless ? std::nullopt : std::optional(known->second);
    }
  }
  return std::nullopt;
}

std::optional<KeyKind> KeyNames::kind_of_path(std::string_view path) const {
  const std::string normal = normal_name(path);
  for (const std::string& glob : path_globs_) {
    for (std::size_t from = 0; from < normal.size();) {
      if (matches_glob(glob, std::string_view(normal).substr(from))) {
        return KeyKind::Secret;
      }
      const std::size_t dot = normal.find('.', from);
      from = dot == std::string::npos ? normal.size() : dot + 1;
    }
  }
  return std::nullopt;
}

bool names_opaque_value(std::string_view path) {
  const std::string_view name = last_segment(path);
  if (name.empty() || name.size() > k_longest_name) {
    return false;
  }
  const Words words(name);
  for (std::size_t word = 0; word < words.count(); ++word) {
    if (is_one_of(words.from(word), k_opaque_names)) {
      return true;
    }
  }
  const std::string_view whole = words.from(0);
  const bool is_cursor =
      whole.ends_with("token") && words.count() > 1 && is_one_of(words.at(words.count() - 2), k_harmless_tokens);
  return is_cursor || whole.ends_with("hash") || whole.ends_with("id");
}

}  // namespace itk::redact
