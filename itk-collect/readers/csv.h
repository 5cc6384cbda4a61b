// Tables of log events that the console exports: "@timestamp,@message,..." of Logs Insights, "timestamp,message" of a log
// stream (RFC 4180: quotes, doubled quotes, line breaks inside of them).
#pragma once

#include <string_view>

#include "itk-collect/readers/document.h"

namespace itk::collect::readers {

// Whether the first line names the columns of such a table.
bool is_csv(std::string_view text);
// One piece for each row. False: the last row breaks off inside of its quotes; it is there as far as it goes.
bool read_csv(std::string_view text, const Place& place, const PieceSink& sink, FormatCounts& counts);

}  // namespace itk::collect::readers
