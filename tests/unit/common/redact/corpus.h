// Secrets in every position, and what only looks like one. The secrets are put together here so that no scanner of
// repositories takes this file for a leak.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace itk::test {

struct Planted {
  std::string kind;
  std::string text;        // as it stands in the log
  std::string secret;      // the part that must not come out
  bool needs_key = false;  // nothing but the key gives it away
};

// Text drawn from an alphabet, the same in each run.
class Draw {
 public:
  std::string operator()(std::size_t size, std::string_view alphabet) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
      text += alphabet[random_() % alphabet.size()];
    }
    return text;
  }
  std::string base62(std::size_t size) {
    return (*this)(size, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
  }
  std::string base64(std::size_t size) {
    return (*this)(size, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  }
  std::string hex(std::size_t size) { return (*this)(size, "0123456789abcdef"); }
  std::string digits(std::size_t size) { return (*this)(size, "0123456789"); }
  std::string upper(std::size_t size) { return (*this)(size, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"); }
  std::string uuid() { return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-a" + hex(3) + "-" + hex(12); }
  std::string ulid() { return "01" + (*this)(24, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"); }

 private:
  std::mt19937 random_{20240517};
};

std::vector<Planted> planted_secrets();

// A place where a value may stand. `wrap` writes the log line around it.
struct Position {
  std::string name;
  bool is_json;
  bool has_key;  // the key says that the value is secret
  std::string (*wrap)(const std::string& value);
};

std::vector<Position> positions();

// Lines without anything to redact.
std::vector<std::string> look_alikes();

// Base 64, and percent escapes of everything but letters and digits.
std::string in_base64(const std::string& text);
std::string in_url(const std::string& text);

}  // namespace itk::test
