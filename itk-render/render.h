// itk-render: the records of a run in, a folder of static artifacts out.
#pragma once

#include <string>

#include "common/stage/stage.h"

namespace itk::render {

struct RenderOptions {
  std::string out;     // the folder
  bool check = false;  // only see whether the folder can be written
};

// Reads the stage's input and writes the artifacts, of a cut or broken stream too. Passes every record on.
Status render(Stage& stage, const RenderOptions& options);

}  // namespace itk::render
