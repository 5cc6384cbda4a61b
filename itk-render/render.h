// itk-render: the records of a run in, a folder of static artifacts out.
#pragma once

#include <memory>
#include <string>

#include "common/redact/tripwire.h"
#include "common/stage/stage.h"

namespace itk::render {

struct RenderOptions {
  std::string out;                               // the folder
  bool check = false;                            // only see whether the folder can be written
  std::shared_ptr<redact::Tripwire> tripwire{};  // looks at every file before the folder is put in place
};

// Reads the stage's input and writes the artifacts, of a cut or broken stream too. Passes every record on.
Status render(Stage& stage, const RenderOptions& options);

}  // namespace itk::render
