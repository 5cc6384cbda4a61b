#include "itk-render/safe_name.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/base/digest.h"

namespace itk::render {
namespace {

constexpr std::size_t k_longest = 120;
constexpr std::size_t k_kept_of_longer = 100;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string escaped(char c) { return fmt::format("%{:02X}", static_cast<unsigned char>(c)); }

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return out;
}

// "con", "con.txt", "lpt1": devices on Windows, whatever their extension.
bool is_reserved_on_windows(std::string_view name) {
  const std::string stem = lower(name.substr(0, name.find('.')));
  constexpr std::array k_devices = {"con", "prn", "aux", "nul"};
  const bool is_port =
      stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
  return is_port || std::find(k_devices.begin(), k_devices.end(), stem) != k_devices.end();
}

}  // namespace

std::string safe_name(std::string_view id) {
  if (id.empty()) {
    return "%";
  }
  std::string name;
  const bool is_device = is_reserved_on_windows(id);
  for (std::size_t i = 0; i < id.size(); ++i) {
    const char c = id[i];
    const bool is_outer_dot = c == '.' && (i == 0 || i + 1 == id.size());
    const bool stays = is_alphanumeric(c) || std::string_view("._-+=,@()[]").find(c) != std::string_view::npos;
    name += stays && !is_outer_dot && !(i == 0 && is_device) ? std::string(1, c) : escaped(c);
  }
  if (name.size() > k_longest) {
    name = name.substr(0, k_kept_of_longer) + "~" + sha256_hex(id).substr(0, 16);
  }
  return name;
}

std::string url_segment(std::string_view name) {
  std::string out;
  for (char c : name) {
    const bool stays = is_alphanumeric(c) || c == '.' || c == '_' || c == '-' || c == '~';
    out += stays ? std::string(1, c) : escaped(c);
  }
  return out;
}

NameSpace::NameSpace(std::initializer_list<std::string_view> taken) {
  for (std::string_view name : taken) {
    taken_.insert(lower(name));
  }
}

std::string NameSpace::claim(std::string_view id) {
  const std::string name = safe_name(id);
  if (taken_.insert(lower(name)).second) {
    return name;
  }
  int& suffix = next_suffix_.try_emplace(lower(name), 2).first->second;
  for (;; ++suffix) {
    std::string numbered = fmt::format("{}~{}", name, suffix);
    if (taken_.insert(lower(numbered)).second) {
      return numbered;
    }
  }
}

}  // namespace itk::render
