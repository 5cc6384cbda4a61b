#include "itk-collect/fixture.h"

#include <fmt/core.h>

#include "common/base/atomic_file.h"
#include "common/base/digest.h"
#include "common/base/text.h"
#include "common/logs/log_parser.h"

namespace itk::collect {
namespace {

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

Result<Collected> read_fixture(const model::Invocation& invocation, redact::Redactor& redactor, const Logger& log) {
  Collected out{invocation.case_id, invocation.iteration, {}, {}};
  ITK_TRY_ASSIGN(const std::string content, read_file(invocation.fixture));
  const std::string digest = sha256_hex(content).substr(0, 16);
  logs::LogParser parser;
  std::string_view rest = content;
  for (int number = 1; !rest.empty(); ++number) {
    const std::string_view line = take_line(rest);
    if (trim(line).empty()) {
      continue;
    }
    model::Event event = parser.parse({redactor.json(line), "", "", std::nullopt}).event;
    event.id = fmt::format("{}:{}@{}", digest, number, invocation.inv);
    event.source = "fixture";
    event.inv = invocation.inv;
    out.events.push_back(std::move(event));
  }
  if (const auto broken = parser.counts().find("json.broken"); broken != parser.counts().end()) {
    log.warning(fmt::format("{}: {} lines look like JSON and are not; they are kept as text", invocation.fixture,
                            broken->second));
  }
  out.collection.inv = invocation.inv;
  out.collection.complete = true;
  out.collection.events = static_cast<std::int64_t>(out.events.size());
  return out;
}

}  // namespace itk::collect
