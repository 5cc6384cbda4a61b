// An expectation, checked and typed: what itk-compare evaluates.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "common/expect/grammar.h"
#include "common/expect/text_match.h"

namespace itk::expect {

// What the parameters say, each by its shape; absent parameters have no value.
struct Arguments {
  std::optional<std::int64_t> count;
  std::optional<double> duration_ms;
  std::vector<std::string> components;
  std::vector<TextMatch> matches;
};

struct Compiled {
  std::string name;  // one of known_names()
  Arguments arguments;
  bool warns_only = false;  // level "warn": reported, never gates
  std::optional<model::Position> at;
};

tl::expected<Compiled, std::vector<Problem>> compile(const model::Expectation& expectation);

}  // namespace itk::expect
