#include "common/redact/entropy.h"

#include <algorithm>
#include <cstddef>

#include "common/redact/chars.h"

namespace itk::redact {
namespace {

constexpr std::size_t k_least = 24;
constexpr std::size_t k_most = 256;
constexpr std::size_t k_least_without_case = 32;

constexpr std::string_view k_known_kinds[] = {
    // ids with a name in front
    "tooluse_", "toolu_", "msg_", "call_", "chatcmpl-", "req_", "resp_", "run_", "thread_", "asst_", "fc_", "rs_",
    "evt_", "file-", "batch_", "gen-", "srvtoolu_", "itk-", "CWL-", "cmpl-", "ws_",
    // data: PNG, JPEG, GIF, gzip, PDF, zip, DER (certificates; private keys have a rule of their own), woff, WebP
    "iVBORw0KGgo", "/9j/", "R0lGOD", "H4sI", "JVBERi0", "UEsDB", "MII", "d09GR", "d09GM", "UklGR",
    // digests
    "sha256-", "sha384-", "sha512-", "sha1-",
    // SQS receipt handles
    "AQEB"};

enum class Class { Lower, Upper, Digit };
Class class_of(char c) { return is_lower(c) ? Class::Lower : is_upper(c) ? Class::Upper : Class::Digit; }

struct Shape {
  std::size_t lower = 0, upper = 0, digit = 0;
  std::size_t pairs = 0, changes = 0;  // of neighbours
  std::size_t longest_word = 0;        // of lower-case letters
  std::size_t worded = 0;              // characters in rows of three and more lower-case letters
  std::size_t distinct = 0;

  double change_rate() const { return pairs == 0 ? 0 : static_cast<double>(changes) / static_cast<double>(pairs); }
};

Shape shape_of(std::string_view run) {
  Shape shape;
  std::size_t word = 0;
  bool seen[128] = {};
  for (std::size_t i = 0; i < run.size(); ++i) {
    const char c = run[i];
    if (!is_alnum(c)) {
      word = 0;
      continue;
    }
    if (!seen[static_cast<unsigned char>(c)]) {
      seen[static_cast<unsigned char>(c)] = true;
      ++shape.distinct;
    }
    const Class here = class_of(c);
    (here == Class::Lower ? shape.lower : here == Class::Upper ? shape.upper : shape.digit) += 1;
    word = here == Class::Lower ? word + 1 : 0;
    shape.worded += word == 3 ? 3 : word > 3 ? 1 : 0;
    shape.longest_word = std::max(shape.longest_word, word);
    if (i > 0 && is_alnum(run[i - 1])) {
      ++shape.pairs;
      shape.changes += class_of(run[i - 1]) != here ? 1 : 0;
    }
  }
  return shape;
}

// Without the hash that CloudFormation's names end in: "OrdersServiceRole7D1A2B3C".
std::string_view without_hash(std::string_view run) {
  constexpr std::size_t k_hash = 8;
  const auto is_upper_hex = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); };
  return all_of(run.substr(run.size() - k_hash), is_upper_hex) ? run.substr(0, run.size() - k_hash) : run;
}

// Whether one of the parts between - and _ is a plain word: "orders-prod-handler-1A2B3C4D5E6F".
bool has_word(std::string_view run) {
  constexpr std::size_t k_least_word = 4;
  for (std::size_t begin = 0; begin < run.size();) {
    const std::size_t end = std::min(run.find_first_of("-_", begin), run.size());
    const std::string_view part = run.substr(begin, end - begin);
    if (part.size() >= k_least_word && part.size() < run.size() && all_of(part.substr(1), is_lower)) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

}  // namespace

bool is_hex_id(std::string_view run) {
  return all_of(run, [](char c) { return is_hex(c) || c == '-'; });
}

bool is_known_kind(std::string_view run) {
  return std::any_of(std::begin(k_known_kinds), std::end(k_known_kinds),
                     [&](std::string_view begin) { return run.starts_with(begin); });
}

bool is_aws_secret(std::string_view run) {
  constexpr std::size_t k_size = 40;
  if (run.size() != k_size || run.find_first_of("-_") != std::string_view::npos) {
    return false;
  }
  const Shape shape = shape_of(run);
  return shape.lower > 0 && shape.upper > 0 && shape.digit > 0 && shape.change_rate() >= 0.3 &&
         shape.longest_word < 6 && !is_known_kind(run);
}

bool is_random(std::string_view run) {
  if (run.size() < k_least || run.size() > k_most) {
    return false;
  }
  const std::string_view looked_at = without_hash(run);
  const Shape shape = shape_of(looked_at);
  const std::size_t count = shape.lower + shape.upper + shape.digit;
  if (shape.digit == 0 || shape.distinct < 12) {
    return false;
  }
  if (shape.lower > 0 && shape.upper > 0) {
    // Of 62 characters by chance neighbours differ at 0.63, in camel case at less than 0.3; 0.16 of them are in rows of
    // three lower-case letters, in names more than half.
    return count >= k_least - 10 && shape.change_rate() >= 0.42 && shape.worded * 100 < count * 45 &&
           !has_word(looked_at) && !is_known_kind(run);
  }
  // One case and digits, 0.4 by chance. Hex of any length is an id; 26 upper-case characters are a ULID.
  return count >= k_least_without_case && shape.change_rate() >= 0.28 && shape.longest_word < 8 &&
         shape.distinct >= 16 && all_of(run, is_alnum) && !is_hex_id(run) && !is_known_kind(run);
}

}  // namespace itk::redact
