// Runs the work of a stage over lines in memory, as a pipe would.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/atomic_file.h"
#include "common/stage/stage.h"
#include "tests/support/temp_dir.h"

namespace itk::test {

struct StageRun {
  std::vector<std::string> lines;  // the output, the stage's own end last
  ExitCode exit = ExitCode::Ok;
  std::string log;

  // The lines whose tag is of this type.
  std::vector<std::string> of_type(std::string_view type) const {
    std::vector<std::string> found;
    for (const std::string& line : lines) {
      if (line.starts_with("{\"itk\":\"" + std::string(type) + "/")) {
        found.push_back(line);
      }
    }
    return found;
  }

  template <class R>
  std::vector<R> records(std::string_view type) const {
    std::vector<R> found;
    json::Parser parser;
    for (const std::string& line : of_type(type)) {
      found.push_back(model::read_record<R>(parser, json::PaddedText(line).view()).value());
    }
    return found;
  }
};

inline StageRun run_stage(const StageInfo& info, const std::vector<std::string>& input, StageOptions options,
                          const std::function<Status(Stage&)>& work) {
  TempDir dir;
  std::string text;
  for (const std::string& line : input) {
    text += line + "\n";
  }
  StageRun run;
  if (!write_file(dir / "in.jsonl", text)) {
    return run;
  }
  LineReader reader({dir / "in.jsonl"});
  std::string output;
  LineWriter writer = LineWriter::to_string(output);
  const Logger log(info.name, LogLevel::Info, Logger::Sink([&](std::string_view line) { run.log += line; }));
  Stage stage(info, options, &reader, writer, log);
  run.exit = stage.finish(work(stage));
  for (std::size_t begin = 0, end; (end = output.find('\n', begin)) != std::string::npos; begin = end + 1) {
    run.lines.push_back(output.substr(begin, end - begin));
  }
  return run;
}

// `lines` and the `end` record that a stage of this name would write behind them.
inline std::vector<std::string> whole_stream(const std::vector<std::string>& lines, const std::string& stage_name,
                                             ExitCode exit = ExitCode::Ok) {
  std::string output;
  LineWriter writer = LineWriter::to_string(output);
  const Logger log(stage_name, LogLevel::Error, Logger::Sink([](std::string_view) {}));
  Stage stage({stage_name, {}}, {}, nullptr, writer, log);
  for (const std::string& line : lines) {
    static_cast<void>(stage.pass_line(line));
  }
  stage.mark(exit);
  stage.finish({});
  std::vector<std::string> whole;
  for (std::size_t begin = 0, end; (end = output.find('\n', begin)) != std::string::npos; begin = end + 1) {
    whole.push_back(output.substr(begin, end - begin));
  }
  return whole;
}

}  // namespace itk::test
