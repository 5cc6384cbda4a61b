// A JSON value of a file: which formats it and what it holds are of, and the pieces in it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "itk-collect/readers/piece.h"

namespace itk::collect::readers {

// How many events of each format: "otlp", "jaeger", "xray", "datadog", "cloudwatch", "insights", "subscription", "spans", "json",
// "text", "export", "csv", "eventstream", "records".
using FormatCounts = std::map<std::string, std::int64_t, std::less<>>;

// Gives the pieces of `text`, an object or an array with the padding that json::Parser wants, which is a slice of
// `place`'s text. False: it is no JSON.
bool read_document(std::string_view text, const Place& place, json::Parser& parser, const PieceSink& sink,
                   FormatCounts& counts);

}  // namespace itk::collect::readers
