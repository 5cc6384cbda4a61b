// Log events as lines that begin with their time: what CloudWatch exports to S3, and what `aws logs tail` prints. Lines
// without a time belong to the message before them.
#pragma once

#include <string_view>

#include "itk-collect/readers/document.h"

namespace itk::collect::readers {

// Whether `line`, the first of a file, begins with a time and one space.
bool begins_export(std::string_view line);
void read_export(std::string_view text, const Place& place, const PieceSink& sink, FormatCounts& counts);

// `aws logs filter-log-events --output text`: "EVENTS<tab>id<tab>ingestion time<tab>stream<tab>message<tab>time".
bool begins_text_output(std::string_view line);
void read_text_output(std::string_view text, const Place& place, const PieceSink& sink, FormatCounts& counts);

}  // namespace itk::collect::readers
