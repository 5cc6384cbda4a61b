#include "common/base/log.h"

#include <unistd.h>

namespace itk {
namespace {

struct LevelStyle {
  std::string_view name, colour;
};

LevelStyle style_of(LogLevel level) {
  switch (level) {
    case LogLevel::Trace:
      return {"trace", "\x1b[2m"};
    case LogLevel::Debug:
      return {"debug", "\x1b[2m"};
    case LogLevel::Info:
      return {"info", "\x1b[36m"};
    case LogLevel::Warning:
      return {"warning", "\x1b[33m"};
    case LogLevel::Error:
      return {"error", "\x1b[31m"};
  }
  return {"error", ""};
}

void write_to_stderr(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) {
      return;  // nobody is left to tell
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Control characters of hostile text must not drive the reader's terminal.
std::string printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (char c : text) {
    const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
    safe += control ? '?' : c;
  }
  return safe;
}

}  // namespace

Logger::Logger(std::string tool, LogLevel threshold, bool colour)
    : tool_(std::move(tool)),
      threshold_(threshold),
      colour_(colour && isatty(STDERR_FILENO) == 1),
      sink_(write_to_stderr) {}

Logger::Logger(std::string tool, LogLevel threshold, Sink sink)
    : tool_(std::move(tool)), threshold_(threshold), colour_(false), sink_(std::move(sink)) {}

void Logger::log(LogLevel level, std::string_view text) const {
  if (level < threshold_) {
    return;
  }
  const LevelStyle style = style_of(level);
  std::string line = tool_ + ": ";
  if (colour_) {
    line += std::string(style.colour) + std::string(style.name) + "\x1b[0m";
  } else {
    line += style.name;
  }
  std::string shown;
  line += ": " + printable(filter_ && filter_(text, shown) ? shown : text) + "\n";
  sink_(line);
}

}  // namespace itk
