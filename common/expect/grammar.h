// The grammar of expectations: what a case file may demand of an execution, by name and parameters.
// itk-invoke asks it before anything is sent, itk-compare compiles with it (compile.h) what it judges.
//
// An expectation is {name, params}: whatever shape the case file has, its reader makes
//
//   expected.invariants: [{name: N, params: {P: V}}]     N, {P: V}
//   expected.invariants: [{name: N, P: V}]               N, {P: V}
//   invariants: [{type: N, value: V}]                    N, {"value": V}
//   expected: {N: V}  (required_components, ...)         N, {"value": V}
//
// so "value" is an alias of the main parameter of every expectation that has one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/model/sending.h"

namespace itk::expect {

// What is wrong with an expectation; `param` is the parameter as it was spelled, or empty for the whole.
struct Problem {
  std::string message;
  std::string param;

  friend bool operator==(const Problem&, const Problem&) = default;
};

// All that is wrong with it: an unknown name, level or parameter (with the nearest ones), a missing or
// mistyped parameter, a pattern that RE2 does not accept. Empty: fine.
std::vector<Problem> validate(const model::Expectation& expectation);

// What the values of a parameter look like.
enum class Shape {
  Flag,        // true, which changes nothing: `no_error_spans: true`
  Count,       // a whole number, 0 or more
  Duration,    // milliseconds, a number above 0
  Components,  // a component or a list of them
  Texts,       // a text, or a list of texts and of {type, text} or {type, pattern}
  Patterns,    // an RE2 pattern or a list of them
  MatchType,   // "text" or "regex", as the Python kit writes it beside a pattern
};

struct Parameter {
  std::string_view name;                  // as we write it
  std::vector<std::string_view> aliases;  // other spellings that are read
  Shape shape;
  std::string_view meaning;  // for --help and the documentation
};

// One kind of expectation. `needs_one`: at least one of the parameters must be there.
struct Invariant {
  std::string_view name;
  std::string_view meaning;
  std::vector<Parameter> parameters;
  bool needs_one = false;
};

// All that there are, sorted by name.
const std::vector<Invariant>& invariants();
// Their names, sorted.
const std::vector<std::string>& known_names();

}  // namespace itk::expect
