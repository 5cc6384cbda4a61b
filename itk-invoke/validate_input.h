// What the files are that somebody wants to have checked: by their names, and streams by their first line.
#pragma once

#include <string>
#include <vector>

#include "itk-invoke/problem.h"

namespace itk::invoke {

enum class InputKind { Case, Fixture, Targets, Dotenv, Stream };

struct Input {
  std::string path;
  InputKind kind;
};

// The files that `paths` name, each once: files as they are, of folders what is directly in them and recognised, and
// .itk/targets.json below them. "-" is a stream. What cannot be recognised is a problem.
std::vector<Input> list_inputs(const std::vector<std::string>& paths, Problems& problems);

}  // namespace itk::invoke
