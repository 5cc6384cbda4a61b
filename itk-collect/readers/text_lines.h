// A file as a sequence of JSON values and lines, which is what logs are: JSONL is values of one line each, a document
// is a single value of many, a Lambda's log is lines with a value now and then.
//
// The first line tells other forms: exports and outputs of the command line (export_lines.h), and tables (csv.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "itk-collect/readers/document.h"

namespace itk::collect::readers {

// Where a JSON value breaks off: counted in bytes from the beginning of the text.
struct Broken {
  std::size_t offset = 0;
};

// `text` has the padding that json::Parser wants. Gives where the first value that looks like JSON is none: it is there
// as lines.
std::optional<Broken> read_text(std::string_view text, const Place& place, const PieceSink& sink, FormatCounts& counts);

}  // namespace itk::collect::readers
