#include "itk-collect/readers/records.h"

#include <fmt/core.h>

#include "common/base/text.h"
#include "common/model/tag.h"
#include "itk-collect/readers/lines.h"

namespace itk::collect::readers {

bool is_record_stream(std::string_view text) {
  const std::string_view line = text.substr(0, std::min<std::size_t>(text.find('\n'), 4096));
  return trim(line).starts_with("{\"itk\":\"");
}

std::string read_records(std::string_view text, redact::Redactor& redactor, FileEvidence& out) {
  json::Parser parser;
  std::string problem, redacted;
  bool has_end = false;
  std::int64_t number = 0;
  for (std::size_t at = 0; at < text.size(); at = after_line(text, at)) {
    const std::string_view line = line_at(text, at);
    ++number;
    if (trim(line).empty()) {
      continue;
    }
    const json::PaddedText padded(redactor.record_into(line, redacted) ? redacted : line);
    const Result<model::Tag> tag = model::read_tag(parser, padded.view());
    has_end = tag && tag->type == "end";
    if (!tag || tag->type != "event") {
      problem = !tag && problem.empty() ? fmt::format("{}: {}", number, tag.error().message) : problem;
      continue;
    }
    Result<model::Event> event = model::read_record<model::Event>(parser, padded.view());
    if (!event) {
      problem = problem.empty() ? fmt::format("{}: {}", number, event.error().message) : problem;
      continue;
    }
    event->inv.clear();
    ++out.formats["records"];
    out.events.push_back({std::move(*event), {}});
  }
  if (problem.empty() && !has_end) {
    problem = fmt::format("{}: the stream has no end record: it was cut", number);
  }
  return problem;
}

}  // namespace itk::collect::readers
