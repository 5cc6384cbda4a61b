// "did you mean": the known names that are closest to what was typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace itk {

// How many insertions, deletions, substitutions and swaps of neighbours make `b` of `a` (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

// Up to `most` of `known`, nearest first, by optimal string alignment distance; only those within a third of the
// length of `typed` (at least 2) are near.
std::vector<std::string> nearest_names(std::string_view typed, const std::vector<std::string>& known,
                                       std::size_t most = 3);

// "; did you mean \"a\" or \"b\"?", or "" when nothing is near.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& known);

}  // namespace itk
