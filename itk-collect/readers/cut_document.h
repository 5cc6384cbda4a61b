// A JSON document that was cut off: what is whole in it is read as if the rest had never been there.
#pragma once

#include <string>
#include <string_view>

#include "itk-collect/readers/document.h"

namespace itk::collect::readers {

struct Salvage {
  bool is_read = false;  // something was, and was given
  std::size_t rest = 0;  // where in the text begins what was not
};

// `text` begins with a bracket that nothing closes.
Salvage read_cut_document(std::string_view text, const Place& place, json::Parser& parser, const PieceSink& sink,
                          FormatCounts& counts);

}  // namespace itk::collect::readers
