// What people read: "tool: level: text" on stderr. stdout is for records.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace itk {

enum class LogLevel { Trace, Debug, Info, Warning, Error };

class Logger {
 public:
  using Sink = std::function<void(std::string_view)>;

  // Writes to stderr; colour only where stderr is a terminal and `colour` allows it.
  Logger(std::string tool, LogLevel threshold, bool colour);
  // Writes to `sink`, without colour: for tests.
  Logger(std::string tool, LogLevel threshold, Sink sink);

  // Puts in place of a text what `filter` makes of it; false: it stays. Const, for whoever may say something may also
  // say less.
  using Filter = std::function<bool(std::string_view text, std::string& shown)>;
  void filter_with(Filter filter) const { filter_ = std::move(filter); }

  void log(LogLevel level, std::string_view text) const;
  void debug(std::string_view text) const { log(LogLevel::Debug, text); }
  void info(std::string_view text) const { log(LogLevel::Info, text); }
  void warning(std::string_view text) const { log(LogLevel::Warning, text); }
  void error(std::string_view text) const { log(LogLevel::Error, text); }

  const std::string& tool() const { return tool_; }

 private:
  std::string tool_;
  LogLevel threshold_;
  bool colour_;
  Sink sink_;
  mutable Filter filter_;
};

}  // namespace itk
