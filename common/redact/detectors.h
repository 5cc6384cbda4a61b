// The detectors. Each is called by the scan where its prefilter fired, looks around that place, and adds what it finds.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/redact/rules.h"

namespace itk::redact {

// find_keyed.cpp: a `:` or `=` at `at` with a telling name before it.
void find_keyed(Findings& findings, std::size_t at);
// A value that begins at `at` behind words that announce it: "password is ", "--token ". `needs_digit`: else it is prose.
void find_announced(Findings& findings, std::size_t at, bool needs_digit);

// find_mail.cpp: the `@` at `at`, of an e-mail address or behind the password in a URL.
void find_at_sign(Findings& findings, std::size_t at);

// find_numbers.cpp: digits begin at `at`, in groups or as many as a card has.
void find_number(Findings& findings, std::size_t at);
// The `+` at `at` has a digit behind it.
void find_international_phone(Findings& findings, std::size_t at);
// Two letters and two digits at `at`, in groups of four.
void find_grouped_iban(Findings& findings, std::size_t at);
// The normal form of a phone number: "(415) 555-2671" and "+1 415 555 2671" are one.
std::string normal_phone(std::string_view text);
bool is_card_number(std::string_view digits);
bool is_iban(std::string_view compact);

// find_tokens.cpp: a run of letters, digits, _ - + / from `begin` to `end`, long enough for a key or token.
void find_in_run(Findings& findings, std::size_t begin, std::size_t end, int depth);
// find_random.cpp: such a run that looks drawn at random and stands under no name of an opaque value.
void find_random(Findings& findings, std::size_t begin, std::size_t end);
// find_tokens.cpp again: what stands behind "Bearer ".
void find_bearer(Findings& findings, std::size_t at);
// What stands behind "-----BEGIN".
void find_private_key(Findings& findings, std::size_t at);

// scan.cpp: all of them. `depth` counts what was decoded on the way here.
void scan(Findings& findings, int depth = 0);

inline constexpr int k_deepest_decoding = 5;

}  // namespace itk::redact
